"""The borders of the program: protocols, and the values that cross them."""

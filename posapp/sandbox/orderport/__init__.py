"""OrderPort's far side: four reads, no paging, and errors that come as 200."""

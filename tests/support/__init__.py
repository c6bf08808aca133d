"""What several test folders share: a clock moved by hand, ids in order, a till on a real store."""

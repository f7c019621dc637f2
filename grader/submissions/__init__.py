"""What students hand in: files, notebooks, folders, zip files and git commits, read as data, made into programs."""

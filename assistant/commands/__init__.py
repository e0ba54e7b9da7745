"""The command line: each file holds the commands of one noun; all of them only call the library and the engine."""

"""What a question takes for granted and the library says otherwise."""

"""`python -m assistant` is the `assistant` program."""

from assistant.commands.app import main

main()

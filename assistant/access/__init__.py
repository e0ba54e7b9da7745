"""Who may use a served assistant: people, keys, sessions, and what each request is allowed."""

"""What an operator sees of a running server: metrics, traces, logs. None of it holds what was asked or answered."""

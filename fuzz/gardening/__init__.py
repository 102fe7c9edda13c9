"""The garden: the same sessions to other people's servers and ours. fuzz/garden runs it."""

"""The proof: what the RFCs ask and what others got wrong, each with what shows it here."""

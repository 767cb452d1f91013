"""Who may walk: the rules as data, what they find about a person and a night, and the sentences that say so."""

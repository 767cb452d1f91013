"""Forms of the rota: shape and words only. What may be planned, asked or kept is decided in domain/."""

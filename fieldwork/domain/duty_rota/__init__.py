"""The rota of duty: who gets the alarm each night that somebody walks, given out weeks ahead and never left empty."""

"""What the description of the API shows of a call and its answer. All of it is invented; tests make every call."""

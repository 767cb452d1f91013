"""A group from the meeting place to home. Only the modules here write Walk, CheckIn and Arrival.

Every verb holds the row of the shift until it is done: two who register the same group meet one after the other.
"""

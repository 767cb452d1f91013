"""Vests, phone, first-aid bag and key: what there is, who has it, and what did not come home.

Every verb holds the rows of the things it counts, so that two who count at once meet one after the other.
"""

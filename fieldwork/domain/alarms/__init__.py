"""The overdue ladder: a group that should have been home, or calls for help, is told of to more and more people until
one of them takes it. `ladder` decides, purely; the others read, write and tell.

Whoever decides about an alarm holds its shift first and then the alarm, so that nobody waits in a ring.
"""

"""
Both sides of the wall: `outside` is trusted, `inside` is where student code runs, and what lies beside these two
folders both sides know.
"""

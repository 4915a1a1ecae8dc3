"""What publishers say of the use of their texts: read exactly, recorded as found, and acted upon.

Each file reads one sort of signal and gives `Statement`s; none of them asks the network for anything.
`judging` says what the statements come to, `site` keeps those that a site makes in files of its own.
"""

"""The site as data: the grammar (pydantic), the loader that knows the line of every key, and the shipped files.

devices/ register maps, sites/ sites, tariffs/ and targets/. No secrets. May import domain.
"""

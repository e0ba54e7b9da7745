"""Publications from the web into a folder: guarded, polite, and whole or not at all.

`fetch(url, folder=…)` fetches one address, `Fetcher` one after another. Only http and https; robots.txt is honoured; no
address in a private, loopback or otherwise closed range is connected to; proxies of the environment are not used. An
interrupted download goes on where it stopped. Every trouble is a FetchError.
"""

from corpus.fetching.fetcher import Fetcher, fetch
from corpus.fetching.terms import Fetched, FetchError, Limits, Outside, Validators

__all__ = ["FetchError", "Fetched", "Fetcher", "Limits", "Outside", "Validators", "fetch"]

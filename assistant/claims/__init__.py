"""The claim checker: does a cited quotation say what a claim says?"""

from assistant.claims.checking import Verdict, Verified, check_claim

__all__ = ["Verdict", "Verified", "check_claim"]

"""The claim checker: does a cited quotation say what a claim says?"""

from assistant.claims.checking import Verified, check_claim
from assistant.claims.finding import Verdict

__all__ = ["Verdict", "Verified", "check_claim"]

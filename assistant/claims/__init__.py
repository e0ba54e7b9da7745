"""The claim checker: does a cited quotation say what a claim says?"""

from assistant.claims.checking import Verified, check_claim, check_claims
from assistant.claims.finding import Verdict
from assistant.claims.judging import Judge, WordsJudge, make_judge

__all__ = ["Judge", "Verdict", "Verified", "WordsJudge", "check_claim", "check_claims", "make_judge"]

"""Check my draft: each sentence that states a fact is held against the library, each quotation letter by letter."""

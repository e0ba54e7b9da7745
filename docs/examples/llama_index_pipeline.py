"""The assistant inside LlamaIndex: its retriever, its evidence ranking and its checked answers.

python docs/examples/llama_index_pipeline.py LIBRARY "QUESTION"
"""

import sys
from pathlib import Path

from assistant.engine import Engine
from assistant.llama_index import AssistantQueryEngine, AssistantRetriever, EvidencePostprocessor
from assistant.settings import Settings


def main(library: str, question: str) -> None:
    engine = Engine(Settings(library=Path(library)))

    print("Checked answer:", AssistantQueryEngine(engine).query(question))

    nodes = AssistantRetriever(engine, top=16).retrieve(question)  # for any pipeline, as any other retriever
    ranking = EvidencePostprocessor(engine=engine, top=3)
    for node in ranking.postprocess_nodes(nodes, query_str=question):
        print(f"{node.score:.2f}  {node.metadata['title']}, page {node.metadata['page']}")


if __name__ == "__main__":
    main(*sys.argv[1:])

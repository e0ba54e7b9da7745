"""Text that addresses the model instead of its readers: found in documents and questions, reported, never obeyed.

Three layers, of which this module is the first: such text is left out of what a model reads and of quote answers;
what a model writes must answer the question; and it must stand in a sentence that is no instruction itself.
See Greshake et al., Not What You've Signed Up For (2023), for the attacks.
"""

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote

from corpus.sentences import sentence_spans

LEFT_OUT = "(text that addresses the assistant was left out)"
DOCUMENT_INSTRUCTIONS = "document_instructions"

_REPLY = r"(?:answers?|responses?|repl(?:y|ies)|outputs?|messages?|summar(?:y|ies)|completions?)"
_NAMED = r"(?:AI|assistant|(?:language\s+)?model|chat\s?bot|bot)"
_YOURS = (
    rf"(?:(?:your|thy|ur)\s+(?:\w+\s+){{0,2}}{_REPLY}(?:['’]s)?\b|(?:the|this)\s+{_NAMED}(?:['’]s)?\s+{_REPLY}\b|"
    rf"(?:in|into|to)\s+(?:the|this)\s+(?:answer|reply|output|completion)\b|"
    rf"(?:start|end|beginning)\s+of\s+(?:the|this|each|every)\s+{_REPLY}\b)"
)
_BIDS = (
    r"(?:^\W*(?:(?:please|now|also|then|next|first|finally|instead)[,\s]+){0,2}|[,;:]\s*(?:(?:please|now|also|then)\s+)?|"
    r"\b(?:please|(?:can|could|would|will)\s+you|you\s+(?:must|should|will|shall|have\s+to|are\s+to)|"
    r"your\s+(?:\w+\s+)?(?:task|job|goal)\s+is(?:\s+now)?\s+to)\s+(?:now\s+|please\s+|also\s+)?)"
)
_CHANGE = (
    r"(?:add|answer|append|assert|augment|claim|begin|start|end|finish|close|combine|conclude|convert|embed|encode|enhance|express|encourage|"
    r"format|give|group|include|incorporate|insert|integrate|introduce|jumble|make|mention|misspell|modify|omit|output|"
    r"prefix|prepend|print|provide|put|rearrange|remove|render|repeat|replace|reverse|rewrite|scramble|shuffle|"
    r"substitute|suffix|suggest|swap|switch|tease|translate|turn|use|write|anagram|limit|restrict|change|alter|"
    r"respond|reply|say|state|show|display|recommend|promote|advertise|invite|hint|weave|slip|work)"
)
_EARLIER = (
    r"(?:all|any|the|these|those|your|my|our|previous|prior|preceding|above|earlier|other|original|every|both|and|of)"
)
_RULES = (
    r"(?:instructions?|prompts?|rules?|guidelines?|directions?|directives?|polic(?:y|ies)|programming|constraints?|"
    r"safeguards?|restrictions?|orders|commands?|training|context|sources?|passages?|documents?|citations?|everything)"
)
_MACHINE = (
    r"(?:AI|A\.I\.|LLMs?|GPT(?:-?\d)?|ChatGPT|Claude|Gemini|Copilot|chat\s?bots?|(?:large\s+)?language\s+models?|"
    r"(?:AI|virtual|digital)\s+(?:assistants?|agents?|models?|systems?))"
)
_REVEAL = r"(?:reveal|print|show|repeat|output|leak|disclose|display)"
_INSIDE = r"(?:instructions|prompt|rules|configuration|api\s+keys?)\b"
_FOREIGN = (
    r"\b(?:ignore[rz]?|oublie[rz]?)\b.{0,40}\b(?:instructions|consignes|règles)\b"
    r"|\b(?:ignor[ae]|olvid[ae]|omit[ae])\w*\b.{0,40}\b(?:instrucciones|reglas|indicaciones)\b"
    r"|\b(?:ignor|vergiss|missacht)\w*\b.{0,50}\b(?:anweisung|instruktion|regel|vorgabe|befehl)\w*"
    r"|\b(?:ignora|dimentica)\w*\b.{0,40}\b(?:istruzioni|regole)\b|\b(?:ignore|esqueça|desconsidere)\b.{0,40}\binstruções\b"
    r"|\b(?:negeer|vergeet)\b.{0,40}\b(?:instructies|aanwijzingen|regels)\b"
    r"|(?:игнорируй|забудь|проигнорируй)\w*.{0,40}(?:инструкци|указани|правил)|(?:ігноруй|забудь).{0,40}(?:інструкці|вказівк)"
    r"|(?:忽略|无视|無視|忘记|忘記).{0,20}(?:指令|指示|说明|說明|规则|規則|提示)|(?:指示|命令|ルール|規則).{0,10}(?:無視|忘れ)"
    r"|(?:지시|명령|규칙|지침).{0,12}(?:무시|잊)|(?:تجاهل|انس).{0,40}(?:التعليمات|الأوامر|القواعد)"
    r"|(?:ละเว้น|เพิกเฉย|ไม่ต้องสนใจ|ลืม).{0,30}(?:คำสั่ง|คำแนะนำ|กฎ)|\bbỏ qua\b.{0,40}\b(?:hướng dẫn|chỉ dẫn|lệnh|quy tắc)\b"
    r"|\babaikan\b.{0,40}\b(?:instruksi|perintah|petunjuk|aturan)\b|(?:निर्देश|नियम).{0,30}(?:अनदेखा|नज़रअंदाज़|भूल)"
    r"|\bönceki\b.{0,20}\b(?:talimat|komut)\w*.{0,20}\b(?:yok say|unut)|(?:មិនអើពើ|បំភ្លេច).{0,40}(?:ការណែនាំ|បញ្ជា)"
    r"|\b(?:dans (?:ta|votre) réponse|en (?:tu|su) respuesta|in (?:deiner|ihrer) antwort|nella tua risposta|"
    r"na sua resposta|in je antwoord|dalam jawaban(?:mu| anda)|trong câu trả lời của bạn|"
    r"в (?:своём|своем|твоём|твоем) ответе)\b"
    r"|(?:你的(?:回答|回复|回覆|答案)|あなたの回答|당신의 답변)(?:中|里|裡|に|に|에)"
)
_ADDRESSES = re.compile(
    rf"""
      \b(?:ignore|disregard|forget|override|overrule|bypass|neglect|dismiss|discard|suspend|do\ not\ follow|
          don['’]t\ follow|
         stop\ following|do\ not\ obey|pay\ no\ attention\ to)\s+(?:{_EARLIER}\s+)*(?:\w+\s+){{0,2}}{_RULES}\b
    | ^\W*(?:please\s+|now\s+|also\s+|then\s+|instead,?\s+|always\s+|only\s+|just\s+|do\ not\s+|don['’]t\s+|
          never\s+|you\ (?:must|should|will|shall|have\ to)\s+
         (?:\w+\s+)?){{0,2}}{_CHANGE}\b.{{0,160}}?\b{_YOURS}
    | {_BIDS}(?:begin|start|end|finish)\s+(?:the|this)\s+{_REPLY}\s+(?:with|by\ saying)\s+["“'‘]
    | {_BIDS}(?:write|format|print|translate)\s+(?:the|this)\s+{_REPLY}\s+(?:in|as)\b
    | ^\W*(?:in|at\ the\ (?:start|end|beginning)\ of|throughout)\s+your\s+(?:\w+\s+){{0,2}}{_REPLY}\b
    | \byour\s+(?:\w+\s+)?{_REPLY}\s+(?:must|should|shall|has\ to|needs\ to|will)\b
    | ^\W*(?:respond|reply|answer)\s+(?:only\s+|just\s+|exclusively\s+|instead\s+)?(?:with|in|by|as|that)\b
    | ^\W*(?:(?:please|always|now|then|instead),?\s+)*(?:say|state|claim|conclude)\s+that\b
    | ^\W*(?:replace|substitute|swap|convert|change)\s+(?:the\s+|all\s+|every\s+|any\s+)?(?:\w+\s+)?(?:letters?|
          vowels?|words?|numbers?|spaces)\b
    | ^\W*(?:use|write\ in|speak\ in)\s+(?:\w+\s+){{0,3}}(?:for|instead\ of)\s+(?:vowels|letters|spaces|words)\b
    | \bas\s+an?\s+{_MACHINE}\b[^.?!]{{0,40}}\byou\b | \byou\s+are\s+(?:now\s+)?(?:an?\s+|
          the\s+)?(?:\w+\s+){{0,2}}(?:{_MACHINE}|DAN)\b
    | \byou\s+are\s+(?:now|no\ longer)\s+(?:in\s+)?(?:\w+\s+){{0,3}}(?:mode|bound|restricted|unrestricted|
          allowed|free|required)\b
    | \b(?:developer|debug|god|admin|maintenance|jailbreak|DAN)\s+mode\s+(?:is\s+)?(?:now|on|enabled|activated|
          active)\b | \bjailbreak(?:en|ing)?\b
    | \b(?:system|hidden|initial|original)\s+prompts?\b | \b(?:pretend|act|behave|roleplay)\s+(?:to\ be|as\ if|
          as\ though|as|that)\s+(?:you|an?\ {_MACHINE})\b
    | \bfrom\s+now\s+on,?\s+(?:you|(?:always|never)\s+(?:{_CHANGE}|discuss|quote|cite|refer|talk|speak|call|praise)|
          (?:only\s+)?(?:answer|respond|reply|say))\b
    | \b(?:new|updated|additional|special|secret|important)\s+(?:system\s+)?(?:instructions?|rules?|directives?|
          orders?)\s*(?:for\s+(?:the\s+)?(?:assistant|model|you|{_MACHINE})|:\s*(?:always|never|you|from|do|
          ignore|answer|reply|respond|double|say|add))
    | \b(?:attention|note|message|instructions?|memo|reminder|notice)[\s,:]+(?:to|for)?\s*(?:(?:the|any|all|
          every)\s+)?(?:{_MACHINE}|assistants?\s*:|assistant\s+reading)
    | \bif\s+you\s+are\s+(?:an?|the)\s+(?:{_MACHINE}|assistant|model|bot)\b
    | \b(?:{_MACHINE}|assistants?)\s+(?:reading|processing|summari[sz]ing|parsing|
          answering)\b[^.?!]{{0,60}}\b(?:must|should|shall|will|please|need)\b
    | \b{_REVEAL}\b[^.?!]{{0,30}}\byour\s+(?:\w+\s+)?{_INSIDE}
    | {_BIDS}{_REVEAL}\b[^.?!]{{0,30}}\bthe\s+(?:\w+\s+)?{_INSIDE}
    | \b(?:send|post|forward|transmit|exfiltrate|upload|submit|e-?mail)\b[^.?!]{{0,60}}\b(?:conversation|chat|
          history|user(?:['’]s)?\s+(?:question|data|name|input)|the\s+question|prompt)\b[^.?!]{{0,60}}\b(?:to|at)\b
    | (?:\b(?:tell|inform|assure|convince)|{_BIDS}(?:advise|direct|ask|instruct))\s+the\s+(?:user|reader|
          person\ asking)\b
    | {_BIDS}(?:write|compose|craft|generate|recite|provide|create|tell|draft|develop)\s+(?:me\s+)?(?:a|an|
          one)\s+(?:\w+\s+){{0,2}}(?:poem|haiku|limerick|song|sonnet|joke|short\ story|fairy\ ?tale|essay|
          speech|python\ (?:function|script|program)|introduction\ for\ an)\b
    | \bcompose\s+an?\s+(?:letter|e-?mail)\b
    | ^\W*translate\s+(?:the\ (?:following|above)|this|your|everything|it|all)\b | ^\W*how\s+do\s+you\s+say\b
    | ^\W*(?:can|could|would)\s+you\s+(?:please\s+)?(?:show|tell|give|write|explain|help)\s+me\b
    | (?:<\|[^|<>]{{1,40}}\|>|\[/?INST\]|<</?SYS>>|</?\|?(?:system|assistant|user|human|instructions?|passage|
          tool_call)\|?>|‹/?passage›)
    | (?:^|\n|\#{{2,}})\s*\W{{0,3}}(?:system|assistant|developer|human|user|instructions?)\W{{0,3}}:\s*\S
    | \#{{2,}}\s*(?:system|instruction|response|assistant|new\ task)\b | (?-i:\bBEGIN\s+(?:SYSTEM|ADMIN|NEW)\b |
           \bEND\s+OF\s+(?:DOCUMENT|CONTEXT|PASSAGES?|SYSTEM)\b)
    | ^\W*end\s+of\s+(?:the\s+)?(?:document|context|passages?|system)\W*$
    | !\[[^\]]*\]\(\s*https?://[^)]*(?:\{{|\?|%7B|\[)
    | {_FOREIGN.replace(' ', chr(92) + ' ')}
    """,
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)  # fmt: skip
_CODED = re.compile(
    r"(?<![\w/+])(?:[A-Za-z0-9+/]{24,}={0,2}|(?:[0-9a-fA-F]{2}[\s:]?){16,}|(?:%[0-9A-Fa-f]{2}){6,}[\w%.~-]*)"
)
_SUSPECT = frozenset(
    """say state claim conclude you your yours thy ur ignore
    disregard forget override overrule bypass neglect dismiss discard suspend obey following follow attention
    respond reply answer response responses answers replies output outputs message completion summary replace
    substitute swap convert change use write speak replied ai llm llms gpt chatgpt claude gemini copilot
    chatbot chatbots bot model models assistant assistants agents mode jailbreak jailbreaking prompt prompts
    pretend act behave roleplay instruction instructions rule rules directive directives reveal print repeat
    leak disclose send post forward transmit exfiltrate upload submit mail email tell inform assure convince
    poem haiku limerick song sonnet joke story tale essay speech python compose translate me system developer
    summaries completions agent systems bots order orders fairytale jawabanmu
    human user dimentica desconsidere negeer vergeet abaikan
    antwort risposta resposta antwoord jawaban respuesta""".split()
)
_ODD = re.compile(
    r"<|‹|!\[|\[/?INST|#{2}|[\w+/]{24}|(?:[0-9a-fA-F]{2}[\s:]){8}|(?:%[0-9A-Fa-f]{2}){3}|(?:\b\w[ .\-_*]){5}|"
    r"[a-zA-Z][01345@$7]|[01345@$7][a-zA-Z]|\bA\.I\.|"
    r"(?i:\bfrom\s+now\s+on\b|\bend\s+of\s+(?:the\s+)?(?:document|context|passage)|\bbegin\s+(?:admin|new)\b|"
    r"\b(?:api\s+keys?|the\s+(?:\w+\s+)?configuration|the\s+reader|person\s+asking|introduction\s+for)\b|"
    r"\b(?:ignor|olvid|omit|oubli|vergiss|missacht)[a-z]|\b(?:vafgehpgvba|vtaber|erfcbafr|nafjre))"
)
_TAGS = re.compile("[\U000e0020-\U000e007e]+")
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad\U000e0000-\U000e007f\ufe00-\ufe0f]"
)
_LOOKALIKES = str.maketrans("аеорсухіѕԁɡһјӏ", "aeopcyxisdghjl")
_LEET = str.maketrans("01345@$7", "oieasast")


def is_instruction(text: str) -> bool:
    """Whether a sentence addresses a model: to change its rules, its answer or its role, openly, hidden or encoded."""
    return _is_instruction(text)


@lru_cache(maxsize=16_384)
def _is_instruction(text: str) -> bool:
    if _is_plain(text):
        return False
    return any(_ADDRESSES.search(reading) for reading in _readings(text))


def _is_plain(text: str) -> bool:
    """Whether a text can be told at once to address nobody: nearly every sentence of a report, in microseconds."""
    return text.isascii() and not _ODD.search(text) and _SUSPECT.isdisjoint(re.findall(r"[a-z]+", text.lower()))


def _readings(text: str) -> Iterable[str]:
    """The text as it stands, with invisible characters gone and look-alikes told, and what is encoded in it."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    yield plain
    if hidden := "".join(chr(ord(c) - 0xE0000) for run in _TAGS.findall(text) for c in run):
        yield hidden
    if not plain.isascii():
        yield plain.translate(_LOOKALIKES)
    if re.search(r"[a-zA-Z][01345@$7]|[01345@$7][a-zA-Z]", plain):
        yield plain.translate(_LEET)
    if re.search(r"\b(?:\w[ .\-_*]){5,}\w\b", plain):
        yield re.sub(r"(?<=\b\w)[ .\-_*](?=\w\b)", "", plain)
    if re.search(r"\b(?:vafgehpgvba|vtaber|erfcbafr|nafjre)", plain, re.IGNORECASE):
        yield codecs.decode(plain, "rot13")
    for run in _CODED.findall(plain):
        yield from _decoded(run)


def _decoded(run: str) -> Iterable[str]:
    compact = re.sub(r"[\s:]", "", run)
    for decode in (_from_base64, _from_hex, unquote):
        try:
            found = decode(compact)
        except (binascii.Error, ValueError):
            continue
        if found != compact and found.isprintable():
            yield found


def _from_base64(run: str) -> str:
    return base64.b64decode(run + "=" * (-len(run) % 4), validate=True).decode()


def _from_hex(run: str) -> str:
    return bytes.fromhex(run).decode()


def addressed(passage: str) -> bool:
    """Whether a passage holds an instruction to a model."""
    return bool(instruction_spans(passage))


def quotable(sentence: str) -> bool:
    """Whether a sentence may be an answer: it states something, and addresses no model."""
    return not sentence.rstrip(" \"'”’)").endswith(("?", "？", "؟")) and not is_instruction(sentence)


def instruction_spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a text that address a model; the whole text where one is spread over several sentences."""
    spans = [(a, b) for a, b in _sentences(text) if is_instruction(text[a:b])]
    if not spans and is_instruction(text):
        return [(0, len(text))]
    return spans


def _sentences(text: str) -> list[tuple[int, int]]:
    """Spans of sentences; what goes on in a small letter is the same one, for its mark stood in a quotation."""
    found: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        found.append((found.pop()[0] if found and text[start].islower() else start, end))
    return found


def silenced(text: str) -> str:
    """The text with the sentences that address a model left out; as it was where there are none."""
    for start, end in reversed(instruction_spans(text)):
        text = f"{text[:start]}{LEFT_OUT}{text[end:]}"
    return text


def disarmed(text: str) -> str:
    """The text for a model to read: instructions left out, invisible characters, links of images and the forms of our
    own prompt (numbers in brackets, fences) taken away. Offsets do not survive; citations use the text as stored."""
    text = _INVISIBLE.sub("", silenced(text))
    text = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\[(\d{1,3})\]", r"(\1)", text)
    return text.replace("<", "‹").replace(">", "›")


def without_instructions(question: str) -> str:
    """A question less what would change how it is answered; as it was where nothing else would be left."""
    kept = [question[a:b] for a, b in sentence_spans(question) if not is_instruction(_without_courtesy(question[a:b]))]
    if not kept:
        kept = [_ORDER.sub("", question, count=1)]
    rest = _LEAD.sub("", " ".join(kept).strip(), count=1)
    return rest if len(re.findall(r"\w{2,}", rest)) >= 2 else question


def _without_courtesy(sentence: str) -> str:
    """What a question asks for politely; in a document the same words address a model."""
    return _COURTESY.sub("", sentence, count=1)


_COURTESY = re.compile(
    r"^\W*(?:can|could|would|will)\s+you\s+(?:please\s+)?(?:tell|show|give|explain|help)\s+(?:to\s+)?me\s+(?:please\s+)?"
    r"(?=(?:how|what|which|who|whom|whose|when|where|why|whether|if|about|more|the|any)\b)",
    re.IGNORECASE,
)
_ORDER = re.compile(
    rf"^\W*(?:\w+\W+){{0,3}}?(?:ignore|disregard|forget|override|bypass)\b[^.?!,:;]*?{_RULES}\b[^.?!,:;]*?(?:[,:;]|\band\b|\bthen\b)\s*(?:then\s+)?"
    r"(?:(?:say|tell me|answer|state|write)\s+(?:from your own knowledge|freely|directly|honestly)?,?\s*)?",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:with that|having done (?:so|that)|now|then|so|after that)[,:]\s*", re.IGNORECASE)

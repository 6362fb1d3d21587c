"""Recognize reported speech. A publisher's own request never contains it."""

from __future__ import annotations

import re

_VERBS = re.compile(
    r"\b(?<!\byou )(?<!\bwe )(?:says?|said|tells|told|asks|asked(?! questions)|adds|added|wrote|"
    r"warns|warned|joked|"
    r"calls|called|shouted|promised|replied|explained|recalled|reads|suggested|answered|"
    r"(?:is|was|were) written|had (?:\w+ed|been|said)|"
    r"sagte?n?|meinte?|rief|ruft|rufen|erklärte?|erzählte?|riet|rät|schrieb|fragte?|warnte?|"
    r"dit|disait|disent|lan[cç]ai\w*|proposait|expliqu\w+|racont\w+|répondi\w+|écrivait|cri\w*ent|"
    r"dice|dijo|decían?|pidió|cantaban?|gritaban?|explicó|contó|escribió|añadió|rezaba|"
    r"disse|diceva|spiega|racconta|scrisse|chiese|gridava\w*|"
    r"diz|dizia|contou|escreveu|pediu|explicou|"
    r"zegt|zei|vroeg|schreef|riep|vertelt|vertelde|"
    r"mówi\w*|powiedzia\w*|napisa[łl]\w*|zapyta[łl]\w*|"
    r"sade|säger|skrev|siger|sagde|sier|dedi|diyor|söyledi|yazdı|"
    r"сказал\w*|говор\w+|написал\w*|спросил\w*|советовал\w*|пошутил\w*|ответил\w*|гласи\w+|"
    r"казав|каза[лв]\w*|говори\w+)\b|"
    r"(?:^|\s)و?(?:قال|قالت|يقول|تقول|أضاف|أضافت)\s|(?:^|\s)(?:אמר|אמרה|אומר|אומרת)\s|"
    r"कहा|कहते|बताया|と(?:話|言|述べ|語)|という|[说說](?:[,，。：:]|道)|写道|말했다|밝혔다|전했다",
    re.I,
)


def reports_speech(text: str) -> bool:
    """Whether the text has a verb of saying in the third person."""
    return _VERBS.search(text) is not None

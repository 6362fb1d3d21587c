"""Phrases around letters: newsletters, forwarded messages and press releases."""

from __future__ import annotations

from earshot.ingest.phrase_rule import PhraseRule, phrase_rule

EMAIL = r"\S+@[\w-]+\.\w+"

EMAIL_PHRASE_RULES: tuple[PhraseRule, ...] = (
    phrase_rule(
        "e-mail boilerplate",
        r"^\W*(?:view|read|open|see) (?:this (?:e-?mail|newsletter|message|issue|post) )?(?:in|on) "
        r"(?:your |a |the )?(?:browser|app|web|website|online)\b",
        r"^\W*(?:unsubscribe|manage (?:your )?(?:preferences|subscription)|update (?:your )?"
        r"preferences|forward to a friend|privacy policy|abmelden|se désinscrire|darse de baja)\b"
        r".{0,120}$",
        r"^(?:was|were) (?:this|you) (?:e-?mail |newsletter )?(?:forwarded|sent)\b",
        r"^(?:you(?:.re| are)|this e-?mail was) (?:receiving|getting|sent)\b.{0,200}",
        r"^this (?:e-?mail|newsletter|message) was sent (?:to|by)\b",
        rf"^sent to {EMAIL}",
        r"^sent from my \w+",
        r"^(?:previous|next) (?:message|in thread)\b.{0,60}$|^messages sorted by\b",
        r"^[\w.+-]+ (?:at|\[at\]|\(at\)) [\w-]+(?:\.| dot )[\w.]+$",
        r"^(?:together|in partnership|presented) with\W*$",
        r"^(?:what did you think|how did we do)\b",
        r"^rate (?:this|today.s) (?:issue|e-?mail|newsletter)\b",
        r"^thanks (?:so much )?for reading\b.{0,60}\b(?:share|subscribe|support)\b",
        r"^(?:vous recevez|recibes|recibe usted|ricevi|você (?:está )?recebe\w*|sie erhalten|"
        r"du erhältst|je ontvangt|du får|otrzymujesz|вы получили) .{0,30}\b(?:e-?mail|mail|"
        r"courriel|correo|mensagem|newsletter|wiadomość|письмо)\b.{0,120}$",
        r"\bunsubscribe (?:here|from|at any time|instantly)\b",
        r"^(?:\w+ )?(?:source|url|original|clipped from|saved from)\s*:?\s*https?://\S+$",
        r"^forwarded this (?:e-?mail|newsletter)\b",
        r"\breader-supported publication\b",
        r"\bbecom(?:e|ing) a (?:free|paid)(?: or (?:free|paid))? subscriber\b",
        r"^(?:-{2,}\s*)?(?:begin )?(?:forwarded|original) message\b",
        r"^(?:from|to|cc|bcc|sent|subject|reply-to|von|an|gesendet|betreff|envoyé|objet|para|"
        r"enviado|"
        r"asunto)\s*:\s.{0,160}$",
        rf"^contact\s*:.{{0,100}}(?:{EMAIL}|\d{{3}})",
        r"^for immediate release\W*$|^printed (?:from|on) (?:https?|www)\S+",
        r"^\d{1,5}[a-z]? (?-i:(?:[A-Z][\w.'’-]* ){1,4})(?:street|st|avenue|ave|road|rd|boulevard|"
        r"blvd|lane|ln|drive|dr|way|square|sq|place|plaza|suite|floor)\b\.?"
        r"(?:\W{1,4}(?-i:[A-Z0-9])\w*){0,16}\W*$",
        r"^(?:\[\d{1,3}\]\s*)?(?:https?://|www\.)\S+$",
        cues="reader-supported|a free|a paid|unsubscribe",
    ),
)

"""Portuguese words for signs, sums, units and abbreviations."""

from __future__ import annotations

from earshot.script.normalize.languages.grammar import Abbreviations, Currency, noun
from earshot.script.normalize.languages.sentence_ends import Sentences

WORDS = {
    "often": "vezes", "times' gender": "f",
    "half": "{} e meio", "half f": "meia", "half f1": "meia",
    "at": "arroba", "slash": "barra", "dash": "hífen", "underscore": "sublinhado",
    "minus": "menos", "comma": "vírgula", "point": "ponto", "to": "a", "to hour": "às", "score": "a", "ratio": "para",
    "per": "por", "percent": "por cento", "permille": "por mil", "plus": "mais",
    "equals": "igual a", "times": "vezes", "divided": "dividido por", "plusminus": "mais ou menos",
    "about": "cerca de", "less": "menor que", "more": "maior que", "less than": "menos de", "more than": "mais de",
    "most": "no máximo",
    "least": "no mínimo", "section": "parágrafo", "and": "e", "per mês": "por mês", "and centimeters": " e",
}  # fmt: skip

_CENT = noun("cêntimo/cêntimos")
_CENTAVO = noun("centavo/centavos")
_EURO = Currency(noun("euro/euros"), _CENT, ("euro", "euros"))
_DOLLAR = Currency(noun("dólar/dólares"), noun("cêntimo/cêntimos"), ("dólar", "dólares"))
_US_DOLLAR = Currency(noun("dólar americano/dólares americanos"), _CENT)
_POUND = Currency(noun("libra/libras", "f"), noun("penny/pence"), ("libra", "libras"))
CURRENCIES = {
    "€": _EURO, "EUR": _EURO, "$": _DOLLAR, "US$": _US_DOLLAR, "USD": _US_DOLLAR, "£": _POUND,
    "GBP": _POUND, "CHF": Currency(noun("franco suíço/francos suíços"), _CENT),
    "R$": Currency(noun("real/reais"), _CENTAVO, ("real", "reais")),
    "BRL": Currency(noun("real/reais"), _CENTAVO), "¥": Currency(noun("iene/ienes")),
    "JPY": Currency(noun("iene/ienes")), "₽": Currency(noun("rublo/rublos")),
    "₹": Currency(noun("rupia/rupias", "f")), "₿": Currency(noun("bitcoin/bitcoins")),
    "₺": Currency(noun("lira turca/liras turcas", "f")),
    "M€": Currency(noun("milhão de euros/milhões de euros")), "k€": Currency(noun("mil euros")),
    "Kz": Currency(noun("kwanza/kwanzas"), _CENT), "MT": Currency(noun("metical/meticais"), _CENTAVO),
}  # fmt: skip
BRAZILIAN = {
    "$": Currency(noun("dólar/dólares"), noun("centavo/centavos"), ("dólar", "dólares")),
    "€": Currency(noun("euro/euros"), _CENTAVO, ("euro", "euros")),
}

_MILLION = noun("milhão/milhões")
SCALES = {
    "milhão": _MILLION, "milhões": _MILLION, "mi": _MILLION, "mil milhões": noun("mil milhões"),
    "bilhão": noun("bilhão/bilhões"), "bilhões": noun("bilhão/bilhões"), "bi": noun("bilhão/bilhões"),
    "trilhões": noun("trilhão/trilhões"), "trilhão": noun("trilhão/trilhões"),
    "M": _MILLION, "bilião": noun("bilião/biliões"), "biliões": noun("bilião/biliões"),
}  # fmt: skip

DIRECTIONS = {
    "N": "norte", "S": "sul", "E": "este", "L": "leste", "O": "oeste", "W": "oeste",
}  # fmt: skip

UNITS = {
    "p.p.": noun("ponto percentual/pontos percentuais"),
    "pp": noun("ponto percentual/pontos percentuais"),
    "pb": noun("ponto-base/pontos-base"),
    "dB": noun("decibel/decibéis"), "t": noun("tonelada/toneladas", "f"),
    "cv": noun("cavalo/cavalos"), "bar": noun("bar/bars"),
}  # fmt: skip

ABBREVIATIONS = Abbreviations(
    {
        "etc.": "etcétera", "p. ex.": "por exemplo", "p.ex.": "por exemplo", "por ex.": "por exemplo",
        "a. C.": "antes de Cristo", "d. C.": "depois de Cristo", "a.m.": "a eme", "V. Ex.ª": "vossa excelência",
        "aprox.": "aproximadamente", "tel.": "telefone", "máx.": "máximo", "mín.": "mínimo", "Cia.": "companhia",
        "Lda.": "limitada", "Ltda.": "limitada", "S. A.": "S A", "vs.": "contra", "vs": "contra", "hab.": "habitantes",
        "esq.": "esquerdo", "segs.": "seguintes", "trim.": "trimestre", "pop.": "população", "e ss.": "e seguintes", "dto.": "direito",
        "EUA": "Estados Unidos", "E.U.A.": "Estados Unidos", "cf.": "confira", "Dr.ª": "doutora", "Dr.a": "doutora",
        "Prof.ª": "professora", "Prof.a": "professora", "Sr.ª": "senhora", "Eng.ª": "engenheira",
        "Exmo.": "excelentíssimo", "Exma.": "excelentíssima", "S. Ex.ª": "Sua Excelência", "S. M.": "Sua Majestade",
    },
    {
        "Sr.": "senhor", "Sra.": "senhora", "Srta.": "senhorita", "Srs.": "senhores", "Dr.": "doutor",
        "Dra.": "doutora", "Drs.": "doutores", "Prof.": "professor", "prof.": "professor", "profa.": "professora", "Profa.": "professora", "Eng.": "engenheiro",
        "Arq.": "arquiteto", "Gen.": "general", "Cel.": "coronel", "Cap.": "capitão", "Ten.": "tenente",
        "Maj.": "major", "Pe.": "padre", "Fr.": "frei", "D.": "Dom", "S.": "São", "Sto.": "Santo", "Sta.": "Santa",
        "Av.": "Avenida", "Pç.": "Praça", "Pça.": "Praça", "Lg.": "Largo", "Est.": "Estrada",
        "Dep.": "deputado", "Min.": "ministro", "Pres.": "presidente", "Sen.": "senador",
        "sr.": "senhor", "sra.": "senhora", "srta.": "senhorita", "srs.": "senhores", "dr.": "doutor", "dra.": "doutora",
        "drs.": "doutores", "eng.": "engenheiro", "gen.": "general", "cel.": "coronel", "cap.": "capitão",
        "dep.": "deputado", "min.": "ministro", "pres.": "presidente", "sen.": "senador", "pe.": "padre",
    },
    {
        "n.º": "número", "nº": "número", "n°": "número", "n.o": "número", "N.º": "número", "núm.": "número",
        "n.": "número", "pág.": "página", "págs.": "páginas", "p.": "página", "pp.": "páginas", "art.": "artigo",
        "arts.": "artigos", "cap.": "capítulo", "vol.": "volume", "fig.": "figura", "séc.": "século",
        "sécs.": "séculos", "km.": "quilómetro", "§": "parágrafo", "inc.": "inciso", "al.": "alínea",
    },
)  # fmt: skip
FEMININE = frozenset(
    (
        "mulher mulheres colher colheres vez vezes noite noites tarde tardes parte partes lei leis rede redes morte mortes "
        "classe classes torre torres nave luz luzes cruz chave chaves base bases fonte fontes série séries espécie "
        "espécies flor flores voz vozes imagem imagens ordem ordens mãe mães sede sedes frase frases fase fases "
        "nuvem carne pele foto fotos moto motos mão mãos atriz atrizes região regiões razão razões opinião "
        "reunião reuniões gente cor cores árvore árvores filial capital capitais criança viagem mensagem "
        "universidade equipe estrela nação doses dose tribo tribos libra libras"
    ).split()
)
MASCULINE = frozenset(
    (
        "dia problema sistema programa mapa tema clima idioma planeta poeta esquema diploma fantasma sofá papa "
        "lema dilema panorama sintoma aroma cometa mês meses país países ano gás atlas grama quilograma miligrama "
        "dálmata telegrama emblema coração corações avião aviões milhão milhões grão"
    ).split()
)

SPORT = (
    r"\b(?:ganh\w+|perd\w+|empat\w+|venc\w+|derrot\w+|resultado|golos?|gols?|jogos?|partida|set|vitória"
    r"|goleou|bateu|placar|marcador|intervalo)\b"
)

SENTENCES = Sentences(
    frozenset(
        (
            "Sr. Sra. Srta. Srs. Dr. Dra. Drs. Prof. Profa. prof. profa. Eng. Arq. Gen. Cel. Cap. Ten. Maj. Pe. Fr. D. S. Sto. "
            "sr. sra. srta. srs. dr. dra. drs. eng. gen. cel. dep. sen. Sta. Av. R. Pç. Pça. Lg. Est. Dep. Min. Pres. Sen. Exmo. Exma. n. núm. trim. pág. págs. p. pp. art. arts. cap. "
            "vol. fig. séc. sécs. ex. p.ex. aprox. tel. máx. mín. vs. cf. km. inc. al. jan. fev. abr. ago. "
            "nov. dez. V."
        ).split()
    ),
    frozenset("set. out. a.C. d.C. C. S.A. Cia. Lda. Ltda. E.U.A. h. hab. esq. dto.".split()),
    frozenset(("etc.",)),
    frozenset(
        (
            "A Agora Ainda Além Alguns Ali Ante Antes Ao Aos Apenas Apesar Após Aquela Aquele Aqui As Às Assim Até "
            "Cada Com Como Contra Contudo Da Das De Depois Desde Do Dois Dos Durante E É Ela Elas Ele Eles Em Enquanto "
            "Então Entre Era Essa Esse Esta Está Estão Este Estes Eu Foi Foram Há Hoje Isso Isto Já Lá Logo Mais Mas "
            "Mesmo Muito Muitos Na Nas Não Nem Nenhum Ninguém No Nos Nós Nossa Nosso Nunca O Onde Ontem Os Ou Outra "
            "Outro Outros Para Pela Pelo Pois Por Porém Porque Pouco Quais Qual Quando Quanto Que Quem São Se Segundo "
            "Sem Sempre Ser Seu Seus Só Sob Sobre Sua Suas Também Tem Têm Toda Todas Todo Todos Três Tudo Um Uma Vamos "
            "Vários Você"
        ).split()
    ),
)

"""Units of measure: written and spoken forms."""

from __future__ import annotations

from earshot.script.normalize.number_words import pluralize

UNITS: dict[str, str] = {
    "km": "kilometer", "m": "meter", "cm": "centimeter", "mm": "millimeter", "nm": "nanometer",
    "kg": "kilogram", "kgs": "kilogram", "g": "gram", "mg": "milligram", "mcg": "microgram",
    "μg": "microgram", "µg": "microgram", "µm": "micrometer",
    "bps": "basis point", "l": "liter", "L": "liter", "ml": "milliliter",
    "mL": "milliliter",
    "cl": "centiliter", "ft": "foot", "in": "inch", "yd": "yard", "yds": "yard", "mi": "mile",
    "lb": "pound", "lb-ft": "pound foot", "lbs": "pound", "oz": "ounce", "st": "stone",
    "gal": "gallon", "qt": "quart",
    "pt": "pint", "tsp": "teaspoon", "tbsp": "tablespoon",
    "Tsp": "teaspoon", "Tbsp": "tablespoon", "ha": "hectare", "ac": "acre",
    "mph": "mile per hour", "kph": "kilometer per hour",
    "kmh": "kilometer per hour", "mpg": "mile per gallon",
    "rpm": "revolution per minute", "bpm": "beat per minute", "fps": "frame per second",
    "W": "watt", "kW": "kilowatt", "MW": "megawatt", "GW": "gigawatt",
    "TW": "terawatt", "kWh": "kilowatt hour", "MWh": "megawatt hour", "GWh": "gigawatt hour",
    "TWh": "terawatt hour", "V": "volt", "kV": "kilovolt", "mAh": "milliamp hour",
    "hp": "horsepower", "bhp": "brake horsepower", "cc": "c c", "KB": "kilobyte", "kB": "kilobyte",
    "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "PB": "petabyte",
    "Mbps": "megabit per second", "mbps": "megabit per second", "Gbps": "gigabit per second",
    "gbps": "gigabit per second", "kbps": "kilobit per second", "Hz": "hertz", "kHz": "kilohertz",
    "MHz": "megahertz", "GHz": "gigahertz", "THz": "terahertz", "dB": "decibel",
    "kPa": "kilopascal", "hPa": "hectopascal", "Pa": "pascal", "psi": "p s i", "mb": "millibar",
    "ppm": "part per million", "ppb": "part per billion", "kcal": "kilocalorie", "kJ": "kilojoule",
    "J": "joule", "hr": "hour", "hrs": "hour", "h": "hour", "min": "minute", "mins": "minute",
    "sec": "second", "secs": "second", "s": "second", "ms": "millisecond", "yr": "year",
    "yrs": "year", "mo": "month", "bbl": "barrel", "t": "tonne", "kt": "knot", "Mt": "megaton",
    "cd": "candela", "N": "newton", "ly": "light year", "KM": "kilometer", "KG": "kilogram",
    "F": "degree Fahrenheit", "C": "degree Celsius", "pct": "percent", "pc": "percent",
    "ppg": "point per game", "rpg": "rebound per game", "apg": "assist per game",
    "pts": "point", "m.p.h": "mile per hour", "m.p.h.": "mile per hour",
    "m.p.g.": "mile per gallon",
    "mb/d": "million barrel per day", "mbd": "million barrel per day", "bbls": "barrel",
    "b/d": "barrel per day", "bpd": "barrel per day", "boe/d": "barrel of oil equivalent per day",
    "boepd": "barrel of oil equivalent per day", "bp": "basis point", "kts": "knot", "kn": "knot",
    "nmi": "nautical mile", "Wh": "watt hour", "Ah": "amp hour", "mA": "milliamp",
    "mW": "milliwatt", "mV": "millivolt", "kVA": "kilovolt ampere", "kWp": "kilowatt peak",
    "MVA": "megavolt ampere", "Ω": "ohm", "kΩ": "kilohm", "MΩ": "megohm", "lm": "lumen",
    "lx": "lux", "cfm": "cubic foot per minute", "gpm": "gallon per minute", "Nm": "newton meter",
    "acre-ft": "acre foot", "mbar": "millibar", "dBA": "decibel", "mol": "mole",
    "mmol": "millimole", "IU": "international unit", "Sv": "sievert", "mSv": "millisievert",
    "μSv": "microsievert", "µSv": "microsievert", "Bq": "becquerel", "kBq": "kilobecquerel",
    "MBq": "megabecquerel", "eV": "electron volt", "keV": "kiloelectron volt",
    "MeV": "megaelectron volt", "GeV": "gigaelectron volt", "TeV": "teraelectron volt",
    "kpc": "kiloparsec", "Mpc": "megaparsec", "AU": "astronomical unit", "Mb": "megabit",
    "Gb": "gigabit", "Tb": "terabit", "Gbit": "gigabit", "Mbit": "megabit",
    "kbit": "kilobit", "Tbit": "terabit", "cals": "calorie", "sts": "stitch",
    "KiB": "kibibyte", "MiB": "mebibyte", "GiB": "gibibyte",
    "TiB": "tebibyte", "MP": "megapixel", "px": "pixel", "dpi": "d p i", "MJ": "megajoule",
    "GJ": "gigajoule", "TJ": "terajoule", "Btu": "B T U", "BTU": "B T U",
    "MMBtu": "million B T U", "mmHg": "millimeter of mercury", "fl oz": "fluid ounce",
    "fl. oz": "fluid ounce", "dl": "deciliter", "dL": "deciliter", "hl": "hectoliter",
    "μl": "microliter", "µl": "microliter", "μL": "microliter", "µL": "microliter",
    "μm": "micrometer", "μs": "microsecond", "µs": "microsecond", "ns": "nanosecond",
    "ug": "microgram", "dwt": "deadweight ton", "TEU": "T E U", "wk": "week", "wks": "week",
    "mos": "month", "qtr": "quarter", "hz": "hertz", "Kbps": "kilobit per second",
    "MBps": "megabyte per second",
    "Tbps": "terabit per second", "GT": "gigaton", "Gt": "gigaton", "MMT": "million metric ton",
    "pp": "percentage point",
    "BPS": "basis point", "MPH": "mile per hour",
    "p.p.": "percentage point", "p.c.": "percent", "ppt": "part per trillion",
    "Mya": "million years ago", "Gya": "billion years ago", "kya": "thousand years ago",
    "K": "kelvin", "cal": "calorie", "Mly": "million light year", "Gly": "billion light year",
}  # fmt: skip
_CARELESS_UNITS = "kHz MHz GHz THz kW kWh MWh GWh TWh kPa".split()
UNITS |= {
    variant: UNITS[unit]
    for unit in _CARELESS_UNITS
    for variant in (unit.lower(), unit.upper(), unit.capitalize())
    if variant not in UNITS
}
PER_UNITS = {
    "s": "second", "sec": "second", "h": "hour", "hr": "hour", "min": "minute", "d": "day",
    "day": "day", "wk": "week", "week": "week", "mo": "month", "month": "month", "yr": "year",
    "year": "year", "kg": "kilogram", "g": "gram", "lb": "pound", "t": "tonne", "l": "liter",
    "L": "liter", "ml": "milliliter", "mL": "milliliter", "dl": "deciliter", "dL": "deciliter",
    "gal": "gallon", "m": "meter", "km": "kilometer", "mi": "mile", "cm": "centimeter",
    "m3": "cubic meter", "m³": "cubic meter", "m2": "square meter", "m²": "square meter",
    "cm²": "square centimeter", "cm2": "square centimeter", "cm³": "cubic centimeter",
    "cm3": "cubic centimeter", "km²": "square kilometer", "km2": "square kilometer",
    "ft²": "square foot", "ft2": "square foot", "ft³": "cubic foot", "ft3": "cubic foot",
    "sq ft": "square foot", "sq. ft": "square foot", "sqft": "square foot",
    "sq m": "square meter", "sq. m": "square meter", "sq mi": "square mile",
    "sq. mi": "square mile", "sq km": "square kilometer", "s²": "second squared",
    "s2": "second squared", "ha": "hectare", "acre": "acre", "kWh": "kilowatt hour",
    "MWh": "megawatt hour", "kW": "kilowatt", "W": "watt", "cycle": "cycle", "mol": "mole",
    "serving": "serving", "portion": "portion", "person": "person", "night": "night",
}  # fmt: skip
ELAPSED_UNITS = {
    "s": "second", "sec": "second", "secs": "second", "m": "minute", "min": "minute",
    "mins": "minute", "h": "hour", "hr": "hour", "hrs": "hour", "d": "day", "w": "week",
    "wk": "week", "wks": "week", "mo": "month", "mos": "month", "y": "year", "yr": "year",
    "yrs": "year",
}  # fmt: skip
_INVARIABLE_UNITS = (
    "hertz",
    "horsepower",
    "stone",
    "c",
    "i",
    "lux",
    "B T U",
    "T E U",
    "A",
    "percent",
    "ago",
)
AMBIGUOUS_UNITS = frozenset(
    "m g l L in st h s t W V J N Pa mo mb MB ac ha pt PB F C AU MP d lm mol ns Nm Gb Mb Tb wk dl "
    "hl ug kn pc pp".split()
)
"""Units that are also words or letters. They are units only directly after digits."""
SPACED_AMBIGUOUS_UNITS = frozenset(
    "m g l L ha ac MB W V t mol lm ns Nm Gb Mb Tb AU wk dl hl MP".split()
)
"""The ambiguous units that are also units after a space."""
COUNTED_AMBIGUOUS_UNITS = frozenset("ha t MB MW".split())
"""The ambiguous units that are also units after "million" and the like."""
_BRITISH_SPELLINGS = (("meter", "metre"), ("liter", "litre"))
POWER_WORDS = {
    "²": "square ", "2": "square ", "sq": "square ", "³": "cubic ", "3": "cubic ", "cu": "cubic ",
    None: "",
}  # fmt: skip


def pluralize_unit(spoken: str) -> str:
    """ "mile per hour" → "miles per hour", "degree Celsius" → "degrees Celsius"."""
    if spoken.startswith("degree "):
        return "degrees" + spoken[6:]
    for link in (" per ", " of "):
        first, found, rest = spoken.partition(link)
        if found:
            return pluralize_unit(first) + link + rest
    return spoken if spoken.endswith(_INVARIABLE_UNITS) else pluralize(spoken)


def to_british_spelling(spoken: str, british: bool) -> str:
    """ "meter" → "metre" if `british` is true."""
    for american, spelling in _BRITISH_SPELLINGS if british else ():
        spoken = spoken.replace(american, spelling)
    return spoken

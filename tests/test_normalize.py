"""Written form → spoken form, class by class."""

from __future__ import annotations

import pytest

from earshot.script.verbalization import spoken_form

CASES = {
    "cardinal": [
        ("About 10,000 people and 40 dogs", "About ten thousand people and forty dogs."),
        (
            "It cost 1,234,567.89 in all",
            "It cost one million two hundred thirty-four thousand five hundred sixty-seven "
            "point eight nine in all.",
        ),
        (
            "Agent 007 is No. 5 of 0.25",
            "Agent zero zero seven is number five of zero point two five.",
        ),
        ("It fell to -4 overnight", "It fell to minus four overnight."),
        (
            "Some 1.1M views and 10k likes",
            "Some one point one million views and ten thousand likes.",
        ),
    ],
    "what else the news writes": [
        (
            "Case 978-0 and 1-8090",
            "Case nine hundred seventy-eight zero and one eight thousand ninety.",
        ),
        ("Between 5-10 people came", "Between five and ten people came."),
        ("See Nos. 3-5 and No. 12-14", "See numbers three to five and number twelve to fourteen."),
        (
            "He ran the 100m in 9.58 seconds",
            "He ran the one hundred meters in nine point five eight seconds.",
        ),
        ("The 6-foot-7 forward", "The six foot seven forward."),
        ("Text HOME to 741741", "Text HOME to seven four one seven four one."),
        ("Artemis II and Resolution 2334", "Artemis two and Resolution twenty-three thirty-four."),
        ("At 7 p.m. ET/6:30 CT", "At seven P M E T six thirty C T."),
        ("It hit 300 µg/m3", "It hit three hundred micrograms per cubic meter."),
        ("Rates fell 25 bps", "Rates fell twenty-five basis points."),
        ("It is GMT+4:30, not UTC -5", "It is G M T plus four thirty, not U T C minus five."),
        ("The $ and the %", "The dollar and the percent."),
        ("They write C++ and f++", "They write C plus plus and f plus plus."),
        ("Now 5-4=1", "Now five minus four equals one."),
        ("Go to worldbank.org", "Go to world bank dot org."),
        ("SEPT. 15 is a Monday", "September fifteenth is a Monday."),
    ],
    "codes and signs": [
        ("Part 7-220-ab-c-3 came", "Part seven two hundred twenty ab c three came."),
        ("The MiG-29/310445-xy", "The MiG twenty-nine three one zero four four five xy."),
        ("A 10-12-ft wall", "A ten to twelve foot wall."),
        ("Two A-6s, six F-16s and B-52s", "Two A sixes, six F sixteens and B fifty-twos."),
        (
            "The 737-800 and 777-300ER",
            "The seven thirty-seven eight hundred and seven seventy-seven three hundred E R.",
        ),
        ("It uses #part# and 1/f noise", "It uses hash part hash and one over f noise."),
        ("Ke$ha met A$AP Rocky", "Kesha met ASAP Rocky."),
        ("Pitt St., & Grey St.", "Pitt Street, and Grey Street."),
        (
            "See file:///maps/bay.jpg now",
            "See file colon slash slash slash maps slash bay dot jpeg now.",
        ),
        ("Ask ann@news.example/desk-2", "Ask ann at news dot example slash desk dash two."),
        ("Case NO. 5 and #MeToo", "Case number five and hashtag Me Too."),
    ],
    "what two numbers with a slash are": [
        ("Odds of 10/1 on the 7/2 favourite", "Odds of ten to one on the seven to two favourite."),
        ("A blood pressure of 140/90", "A blood pressure of one hundred forty over ninety."),
        ("What is 0/0", "What is zero divided by zero."),
        (
            "On Tue. (2/22) and Thursday 5/6",
            "On Tuesday, February twenty-second, and Thursday May sixth.",
        ),
        ("The 10/31 deadline", "The October thirty-first deadline."),
        (
            "A mark of 7/20 and a 5/16 bolt",
            "A mark of seven out of twenty and a five sixteenths bolt.",
        ),
    ],
    "seconds and several": [
        (
            "He stopped in 4s, after 2.5s",
            "He stopped in four seconds, after two point five seconds.",
        ),
        ("She rolled two 4s and 5s", "She rolled two fours and fives."),
        ("The under-9s and the iPhone 4s", "The under nines and the iPhone four s."),
        ("A 5-3-2 formation", "A five three two formation."),
        ("It took 1h30m, then 2h 05", "It took one hour thirty minutes, then two hours five."),
        ("A 5k run for 10k people", "A five K run for ten thousand people."),
        ("Call 1-800-flowers", "Call one eight hundred flowers."),
        ("The 1 022nd x^2", "The one thousand twenty-second x squared."),
    ],
    "signs and powers": [
        (
            "About 3 × 10⁸ or 10^-6, p < 0.05, ±3 points, ~$5m",
            "About three times ten to the eighth or ten to the minus six, p less than zero point "
            "zero five, plus or minus three points, about five million dollars.",
        ),
        (
            "A mix of 1:8 and a 1:72 scale model",
            "A mix of one to eight and a one to seventy-two scale model.",
        ),
        ("It lost $(7.1) million", "It lost minus seven point one million dollars."),
        ("The law failed[citation needed] twice.[4]", "The law failed twice."),
        ("The γ rays and C#", "The gamma rays and C sharp."),
    ],
    "units": [
        ("Output hit 2.3m b/d", "Output hit two point three million barrels per day."),
        ("A 4,000-sq-ft shop", "A four thousand square foot shop."),
        ("It fell 30bp, 5m ago", "It fell thirty basis points, five minutes ago."),
        (
            "It burns 7 l/100km at 9.8 m/s²",
            "It burns seven liters per one hundred kilometers at nine point eight meters per "
            "second squared.",
        ),
        (
            "At 33.9°S in winds of 40 kt",
            "At thirty-three point nine degrees south in winds of forty knots.",
        ),
    ],
    "codes": [
        ("Version 3.1.4 and a 403(b)", "Version three point one point four and a four oh three B."),
        (
            "See No. 23-1455 and Luke 2:14",
            "See number twenty-three fourteen fifty-five and Luke two fourteen.",
        ),
        ("The area code is 415", "The area code is four one five."),
        ("TRAPPIST-1e and SEK 4bn", "TRAPPIST one e and four billion Swedish kronor."),
        (
            "The .org domain of 212 N.E. 5th St.",
            "The dot org domain of two twelve Northeast fifth Street.",
        ),
    ],
    "sport": [
        (
            "They made 287/5 in 50 overs",
            "They made two hundred eighty-seven for five in fifty overs.",
        ),
        ("The 76ers, hitting .275 with", "The seventy-sixers, hitting two seventy-five with."),
        ("She ran 4:01.56", "She ran four oh one point five six."),
    ],
    "capitals": [
        ("CIA CHIEF QUITS AS US VOTES", "C I A CHIEF QUITS AS U S VOTES."),
        ("He wrote “IT IS NOT OVER” to IT staff", "He wrote IT IS NOT OVER to I T staff."),
    ],
    "loud words": [
        ("DEATH BEHIND BARS", "DEATH BEHIND BARS."),
        ("The UNHCR and NPR said", "The U N H C R and N P R said."),
    ],
    "ordinal": [
        ("The 21st and 2nd-ranked 101st", "The twenty-first and second ranked one hundred first."),
    ],
    "fraction": [
        (
            "½ of it, 3½ miles, 2/3 of voters",
            "one half of it, three and a half miles, two thirds of voters.",
        ),
        ("Add ¾ cup of milk", "Add three quarters of a cup of milk."),
        ("It is 3 1/2 inches", "It is three and a half inches."),
    ],
    "year": [
        (
            "In 1905, 2008 and 2025",
            "In nineteen oh five, two thousand eight and twenty twenty-five.",
        ),
        (
            "Since mid-1998, in 1066 or 1900",
            "Since mid nineteen ninety-eight, in ten sixty-six or nineteen hundred.",
        ),
        ("The war of 1914-18", "The war of nineteen fourteen to eighteen."),
        ("The 2024-25 season", "The twenty twenty-four twenty-five season."),
        (
            "The 1990s, the '80s and the 2000s",
            "The nineteen nineties, the eighties and the two thousands.",
        ),
        ("In 44 BC", "In forty-four B C."),
    ],
    "date": [
        ("On Oct. 21, 2021, he left", "On October twenty-first, twenty twenty-one, he left."),
        ("On 21 October 2021 he left", "On the twenty-first of October twenty twenty-one he left."),
        (
            "Filed 2025-11-13 or 11/13/2025",
            "Filed November thirteenth twenty twenty-five or November thirteenth twenty "
            "twenty-five.",
        ),
        (
            "From Nov. 3-5 and the 4th of July",
            "From November third to fifth and the fourth of July.",
        ),
        ("Open Mon.-Fri. until Sept. 9", "Open Monday to Friday until September ninth."),
        ("In Q3 2025", "In Q three twenty twenty-five."),
    ],
    "time": [
        ("At 5 p.m. on Monday", "At five P M on Monday."),
        ("By 5:30 PM ET or 2:05 a.m.", "By five thirty P M E T or two oh five A M."),
        ("From 9am-5pm", "From nine A M to five P M."),
        ("From 5-7 p.m.", "From five to seven P M."),
        (
            "At 17:45, 20:00 GMT and 0600 GMT",
            "At seventeen forty-five, twenty hundred G M T and oh six hundred G M T.",
        ),
        ("He ran it in 2:05:37", "He ran it in two hours five minutes thirty-seven seconds."),
    ],
    "money": [
        ("It cost $5 million", "It cost five million dollars."),
        ("A $5 million deal", "A five million dollar deal."),
        (
            "They want $100K, $1.2bn and £42m",
            "They want one hundred thousand dollars, one point two billion dollars and "
            "forty-two million pounds.",
        ),
        (
            "From $5-10 million to $15-$20",
            "From five to ten million dollars to fifteen dollars to twenty dollars.",
        ),
        (
            "It costs €3.50, A$5, 50p or 99¢",
            "It costs three euros and fifty cents, five Australian dollars, fifty pence or "
            "ninety-nine cents.",
        ),
        (
            "A $5-a-day habit that costs $5-a-day",
            "A five dollar a-day habit that costs five dollars a-day.",
        ),
        (
            "Pay $20/mo or 5 million USD",
            "Pay twenty dollars per month or five million U S dollars.",
        ),
    ],
    "measure": [
        ("He ran 5km at 30 mph", "He ran five kilometers at thirty miles per hour."),
        (
            "He is 6ft 2in and the 9mm pistol",
            "He is six feet two inches and the nine millimeter pistol.",
        ),
        (
            "It hit 104°F (40°C), up 10-15%",
            "It hit one hundred four degrees Fahrenheit, forty degrees Celsius, up ten to "
            "fifteen percent.",
        ),
        (
            "Some 10-12 lb and 5 kWh on 3.5 cm²",
            "Some ten to twelve pounds and five kilowatt hours on three point five square "
            "centimeters.",
        ),
        (
            "Over 5m people saw the 100m final",
            "Over five million people saw the one hundred meter final.",
        ),
    ],
    "age": [
        ("The 41-year-old and Lee, 67, left", "The forty-one year-old and Lee, sixty-seven, left."),
    ],
    "score, vote, range": [
        ("Arsenal won 3-2", "Arsenal won three to two."),
        ("The Hawks are 12-5 this season", "The Hawks are twelve and five this season."),
        (
            "The House voted 218-210 to pass",
            "The House voted two hundred eighteen to two hundred ten to pass.",
        ),
        ("In a 5-4 ruling", "In a five to four ruling."),
        (
            "About 10-15 people, 24/7, since 9/11",
            "About ten to fifteen people, twenty-four seven, since nine eleven.",
        ),
    ],
    "telephone": [
        (
            "Call 911 or (212) 555-0147",
            "Call nine one one or two one two five five five zero one four seven.",
        ),
        ("Call 1-800-273-8255", "Call one eight hundred two seven three eight two five five."),
        ("Dial 020 7946 0958", "Dial zero two zero seven nine four six zero nine five eight."),
    ],
    "place": [
        (
            "At 1600 Pennsylvania Ave. on I-95",
            "At sixteen hundred Pennsylvania Avenue on I ninety-five.",
        ),
        (
            "St. Louis and 42nd St. near Route 66",
            "Saint Louis and forty-second Street near Route sixty-six.",
        ),
        (
            "In Gary, IN, and Mobile, Ala., and Austin, TX 78701",
            "In Gary, Indiana, and Mobile, Alabama, and Austin, Texas seven eight seven zero one.",
        ),
    ],
    "model": [
        (
            "F-35s, COVID-19, G7 and MH370",
            "F thirty-fives, COVID nineteen, G seven and M H three seventy.",
        ),
        (
            "The 737 MAX, H5N1 and iPhone 17",
            "The seven thirty-seven MAX, H five N one and iPhone seventeen.",
        ),
    ],
    "roman": [
        (
            "King Charles III and Pope John Paul II",
            "King Charles the third and Pope John Paul the second.",
        ),
        (
            "World War II, Super Bowl LIX, Chapter IV",
            "World War two, Super Bowl fifty-nine, Chapter four.",
        ),
        ("Thurston Howell III and I left", "Thurston Howell the third and I left."),
    ],
    "title": [
        (
            "Lt. Gov. Lee, Sen. Ek and the Rev. Po",
            "Lieutenant Governor Lee, Senator Ek and the Reverend Po.",
        ),
        (
            "Apple Inc. rose vs. Ford Motor Co. in May",
            "Apple Incorporated rose versus Ford Motor Company in May.",
        ),
        (
            "Sen. Lee (I-Vt.) and Bo Ek, D-N.Y., voted",
            "Senator Lee, Independent of Vermont, and Bo Ek, Democrat of New York, voted.",
        ),
    ],
    "place and party": [
        (
            "Lee (R., N.Y.) and Ek (R-OH)",
            "Lee, Republican of New York, and Ek, Republican of Ohio.",
        ),
        ("NEW DELHI: Rain fell", "NEW DELHI: Rain fell."),
    ],
    "letters": [
        ("The FBI, NASA, AT&T and U.S. MPs", "The F B I, NASA, A T and T and U S M P's."),
        ("The CEO's U.S.-led NATO team", "The C E O's U S led NATO team."),
        ("MAYOR WINS SECOND TERM", "MAYOR WINS SECOND TERM."),
        ("WASHINGTON (AP) — It rained", "WASHINGTON, A P, It rained."),
    ],
    "electronic": [
        ("Write to tips@example.org", "Write to tips at example dot org."),
        (
            "See cnn.com/politics, @jo_lee and #MeToo",
            "See C N N dot com slash politics, at jo underscore lee and hashtag Me Too.",
        ),
    ],
    "sign": [
        ("“They [the police] want[ed] [T]he law”", "They the police wanted The law."),
        ("He/she and/or Q&A, 2+3=5", "He slash she and or Q and A, two plus three equals five."),
        ("I was … surprised—he was not", "I was… surprised, he was not."),
        ("Rain ☔ again 😀!", "Rain again!"),
    ],
}


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        pytest.param(*case, id=f"{name}: {case[0]}")
        for name, cases in CASES.items()
        for case in cases
    ],
)
def test_a_newsreader_says(written: str, spoken: str) -> None:
    assert spoken_form(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        (
            "On 13 November he paid £3.50",
            "On the thirteenth of November he paid three pounds fifty.",
        ),
        (
            "Some 123 people on 13/11/2025",
            "Some one hundred and twenty-three people on the thirteenth of November twenty "
            "twenty-five.",
        ),
        (
            "It is 5km to Mr Lee of Smith Ltd",
            "It is five kilometres to Mister Lee of Smith Limited.",
        ),
        ("£42m on 5 November", "forty-two million pounds on the fifth of November."),
        ("They won 2-0 after a 0-0 draw", "They won two nil after a nil nil draw."),
        ("He weighs 11st 4lb", "He weighs eleven stone four pounds."),
        ("On Tue 5/6 at 17:30", "On Tuesday the fifth of June at seventeen thirty."),
        (
            "The A1(M), 101 and 250 seats",
            "The A one M, one hundred and one and two hundred and fifty seats.",
        ),
    ],
)
def test_britain_says_it_differently(written: str, spoken: str) -> None:
    assert spoken_form(written, "en-GB") == spoken

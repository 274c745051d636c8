//! In which mood it is said.

use crate::read;
use sledz_domain::intent::Mood;

#[test]
fn moods() {
    for (text, mood) in [
        ("Gdzie jest moja paczka?", Mood::Neutral),
        ("GDZIE JEST MOJA PACZKA? NR 10452", Mood::Neutral),
        ("Gdzie moja paczka???", Mood::Neutral),
        ("Jak zwrócić towar? Dziękuję!", Mood::Neutral),
        ("Martwię się, czy paczka na pewno dotrze", Mood::Worried),
        ("Pilne! To prezent na jutro, gdzie jest paczka?", Mood::Worried),
        ("Czekam już tydzień, kiedy w końcu dostanę paczkę?", Mood::Worried),
        ("I'm worried, where is my parcel?", Mood::Worried),
        ("Oszuści, oddajcie pieniądze", Mood::Angry),
        ("To jakaś kpina, gdzie jest paczka?", Mood::Angry),
        ("Zgłaszam sprawę do UOKiK", Mood::Angry),
        ("Ostatni raz tu kupuję", Mood::Angry),
        ("Kurwa, gdzie ta paczka", Mood::Angry),
        ("DLACZEGO NIKT NIE ODPOWIADA, GDZIE JEST PACZKA", Mood::Angry),
        ("This is a scam, where is my parcel?", Mood::Angry),
        ("My lawyer will contact you", Mood::Angry),
    ] {
        assert_eq!(read(text).mood, mood, "{text}: {:?}", read(text).why);
    }
}

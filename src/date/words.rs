//! Names of months and weekdays, and the small words around dates, in the five languages we read.

use chrono::Weekday;

/// The month (1 to 12) that a lower-case word names, in full or as people shorten it.
pub(super) fn month(word: &str) -> Option<u32> {
    Some(match word {
        "january" | "jan" | "januar" | "jänner" | "jaenner" | "jän" | "jaen" | "janvier" | "janv"
        | "gennaio" | "genn" | "gen" | "enero" | "ene" => 1,
        "february" | "feb" | "febr" | "februar" | "feber" | "février" | "fevrier" | "févr" | "fevr"
        | "fév" | "febbraio" | "febb" | "febrero" => 2,
        "march" | "mar" | "märz" | "maerz" | "mär" | "mrz" | "mars" | "marzo" => 3,
        "april" | "apr" | "avril" | "avr" | "aprile" | "abril" | "abr" => 4,
        "may" | "mai" | "maggio" | "magg" | "mag" | "mayo" => 5,
        "june" | "jun" | "juni" | "juin" | "giugno" | "giu" | "junio" => 6,
        "july" | "jul" | "juli" | "juillet" | "juil" | "luglio" | "lug" | "julio" => 7,
        "august" | "aug" | "août" | "aout" | "agosto" | "ago" => 8,
        "september" | "sep" | "sept" | "septembre" | "settembre" | "sett" | "set" | "septiembre"
        | "setiembre" => 9,
        "october" | "oct" | "oktober" | "okt" | "octobre" | "ottobre" | "ott" | "octubre" => 10,
        "november" | "nov" | "novembre" | "noviembre" => 11,
        "december" | "dec" | "dezember" | "dez" | "décembre" | "decembre" | "déc" | "dicembre" | "dic"
        | "diciembre" => 12,
        _ => return None,
    })
}

/// The weekday that a lower-case word names. Two-letter German forms (`mi`, `do`) count only with
/// `marked`, that is before a full stop or comma: they are common words elsewhere.
pub(super) fn weekday(word: &str, marked: bool) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" | "montag" | "lundi" | "lun" | "lunedì" | "lunedi" | "lunes" => Weekday::Mon,
        "tuesday" | "tue" | "tues" | "dienstag" | "mardi" | "mar" | "martedì" | "martedi" | "martes" => {
            Weekday::Tue
        }
        "wednesday" | "wed" | "mittwoch" | "mercredi" | "mer" | "mercoledì" | "mercoledi" | "miércoles"
        | "miercoles" | "mié" | "mie" => Weekday::Wed,
        "thursday" | "thu" | "thur" | "thurs" | "donnerstag" | "jeudi" | "jeu" | "giovedì" | "giovedi"
        | "gio" | "jueves" | "jue" => Weekday::Thu,
        "friday" | "fri" | "freitag" | "vendredi" | "ven" | "venerdì" | "venerdi" | "viernes" | "vie" => {
            Weekday::Fri
        }
        "saturday" | "sat" | "samstag" | "sonnabend" | "samedi" | "sam" | "sabato" | "sab" | "sábado"
        | "sabado" | "sáb" => Weekday::Sat,
        "sunday" | "sun" | "sonntag" | "dimanche" | "dim" | "domenica" | "dom" | "domingo" => Weekday::Sun,
        "mo" if marked => Weekday::Mon,
        "di" if marked => Weekday::Tue,
        "mi" if marked => Weekday::Wed,
        "do" if marked => Weekday::Thu,
        "fr" if marked => Weekday::Fri,
        "sa" if marked => Weekday::Sat,
        "so" if marked => Weekday::Sun,
        _ => return None,
    })
}

/// Days before today that a lower-case word means (`gestern` is 1).
pub(super) fn days_ago(word: &str) -> Option<u64> {
    Some(match word {
        "today" | "heute" | "aujourd'hui" | "aujourd’hui" | "oggi" | "hoy" => 0,
        "yesterday" | "gestern" | "hier" | "ieri" | "ayer" => 1,
        "vorgestern" | "avant-hier" | "anteayer" | "altroieri" => 2,
        _ => return None,
    })
}

/// A unit of a relative time such as *3 hours ago*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
}

/// The unit that a lower-case word names, singular or plural.
pub(super) fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "second" | "seconds" | "sec" | "secs" | "sekunde" | "sekunden" | "seconde" | "secondes"
        | "secondi" | "secondo" | "segundo" | "segundos" => Unit::Second,
        "minute" | "minutes" | "min" | "mins" | "minuten" | "minuti" | "minuto" | "minutos" => Unit::Minute,
        "hour" | "hours" | "hr" | "hrs" | "h" | "stunde" | "stunden" | "std" | "heure" | "heures" | "ora"
        | "ore" | "hora" | "horas" => Unit::Hour,
        "day" | "days" | "tag" | "tage" | "tagen" | "jour" | "jours" | "giorno" | "giorni" | "día"
        | "días" | "dia" | "dias" => Unit::Day,
        "week" | "weeks" | "woche" | "wochen" | "semaine" | "semaines" | "settimana" | "settimane"
        | "semana" | "semanas" => Unit::Week,
        _ => return None,
    })
}

/// A small number written as a word before a unit of time.
pub(super) fn counting_word(word: &str) -> Option<u32> {
    Some(match word {
        "a" | "an" | "one" | "einer" | "einem" | "eine" | "ein" | "une" | "un" | "un'" | "una" | "uno" => 1,
        "two" | "zwei" | "deux" | "due" | "dos" => 2,
        "three" | "drei" | "trois" | "tre" | "tres" => 3,
        "four" | "vier" | "quatre" | "quattro" | "cuatro" => 4,
        "five" | "fünf" | "cinq" | "cinque" | "cinco" => 5,
        _ => return None,
    })
}

/// True for words that join the parts of a date: `29 de enero de 2025`, `1st of May`.
pub(super) fn joins_date(word: &str) -> bool {
    matches!(word, "de" | "del" | "di" | "of" | "d")
}

/// True for the ordinal endings after a day's number.
pub(super) fn ordinal_ending(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th" | "er" | "º" | "ª" | "ter" | "ten" | "ère" | "re")
}

/// True for words that stand between a date and its time.
pub(super) fn joins_time(word: &str) -> bool {
    matches!(
        word,
        "um" | "at"
            | "à"
            | "a"
            | "las"
            | "la"
            | "les"
            | "alle"
            | "ore"
            | "ora"
            | "gegen"
            | "on"
            | "am"
            | "le"
    )
}

/// What a word near a date says the date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CueWord {
    Published,
    Modified,
    /// Some other date: a deadline, an appointment, a copyright, an access date.
    Other,
}

/// The cue that a lower-case word gives.
pub(super) fn cue(word: &str) -> Option<CueWord> {
    Some(match word {
        "published" | "publish" | "posted" | "released" | "issued" | "filed" | "created" | "pubdate"
        | "publication" | "date" | "dated" | "veröffentlicht" | "veröffentlichung" | "veroeffentlicht"
        | "erschienen" | "erschien" | "publiziert" | "erstellt" | "datum" | "publié" | "publie"
        | "publiée" | "paru" | "parution" | "diffusé" | "pubblicato" | "pubblicata" | "pubblicazione"
        | "data" | "publicado" | "publicada" | "publicación" | "fecha" => CueWord::Published,
        "updated" | "update" | "modified" | "revised" | "edited" | "corrected" | "aktualisiert"
        | "aktualisierung" | "geändert" | "geaendert" | "bearbeitet" | "stand" | "actualisé" | "modifié"
        | "modifie" | "jour" | "màj" | "maj" | "aggiornato" | "aggiornata" | "aggiornamento"
        | "modificato" | "actualizado" | "actualizada" | "actualización" | "modificado" => CueWord::Modified,
        "©" | "copyright" | "(c)" | "rights" | "rechte" | "droits" | "deadline" | "frist" | "until"
        | "till" | "bis" | "ab" | "expires" | "expiry" | "expiration" | "gültig" | "valid" | "event"
        | "events" | "termin" | "termine" | "veranstaltung" | "hauptversammlung" | "agm" | "meeting"
        | "ex-dividend" | "dividend" | "dividende" | "ex-tag" | "record" | "born" | "geboren" | "geb"
        | "founded" | "gegründet" | "since" | "seit" | "depuis" | "jusqu" | "jusqu'au" | "fino" | "dal"
        | "hasta" | "desde" | "accessed" | "retrieved" | "abgerufen" | "consulté" | "consultado"
        | "échéance" | "scadenza" | "plazo" | "period" | "quarter" | "ended" | "ending" | "due"
        | "fällig" | "effective" | "starts" | "beginn" | "start" | "ende" | "ends" => CueWord::Other,
        _ => return None,
    })
}

/// True for words that put what they tell into the future.
pub(super) fn future(word: &str) -> bool {
    matches!(
        word,
        "will"
            | "shall"
            | "would"
            | "scheduled"
            | "expected"
            | "planned"
            | "upcoming"
            | "next"
            | "wird"
            | "werden"
            | "soll"
            | "sollen"
            | "geplant"
            | "voraussichtlich"
            | "sera"
            | "seront"
            | "prévu"
            | "prévue"
            | "verrà"
            | "verranno"
            | "sarà"
            | "saranno"
            | "previsto"
            | "será"
            | "serán"
            | "publicará"
            | "publiera"
            | "pubblicherà"
            | "prevista"
            | "prochain"
    )
}

/// True for the lower-case words that a date line may hold beside names.
pub(super) fn date_line_word(word: &str) -> bool {
    matches!(
        word,
        "by" | "from"
            | "in"
            | "on"
            | "at"
            | "and"
            | "the"
            | "of"
            | "for"
            | "last"
            | "first"
            | "originally"
            | "von"
            | "vom"
            | "am"
            | "um"
            | "den"
            | "dem"
            | "der"
            | "die"
            | "das"
            | "und"
            | "aus"
            | "uhr"
            | "zuletzt"
            | "für"
            | "par"
            | "le"
            | "la"
            | "les"
            | "à"
            | "mis"
            | "mise"
            | "en"
            | "ligne"
            | "et"
            | "de"
            | "du"
            | "il"
            | "y"
            | "dernière"
            | "da"
            | "di"
            | "del"
            | "della"
            | "il giorno"
            | "alle"
            | "ore"
            | "el"
            | "a"
            | "las"
            | "por"
            | "y a"
            | "ultimo"
            | "ultima"
            | "última"
            | "time"
            | "est"
            | "min"
            | "read"
            | "lesezeit"
            | "minuten"
            | "online"
            | "seit"
            | "ago"
            | "hours"
            | "minutes"
            | "|"
            | "dpa"
            | "afp"
            | "reuters"
            | "dpa-afx"
            | "via"
            | "staff"
            | "reporter"
            | "ap"
            | "apa"
            | "sda"
            | "ots"
            | "red"
            | "updated"
    )
}

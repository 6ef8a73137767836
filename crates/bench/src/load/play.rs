//! Who says what, and when.

use crate::{
    load::{
        Line, Tally,
        line::{Finder, Mark},
    },
    transport::{Heard, Transport},
};

/// Delays are measured on every so manieth connection that does not speak itself.
const SAMPLE: usize = 20;

const NANOS_PER_SECOND: f64 = 1e9;

/// What makes somebody speak.
#[derive(Debug, Clone, Copy)]
pub enum Pace {
    /// Each speaker has one message under way: when it comes back, the next one leaves.
    Saturated,
    /// The speakers take turns, so many messages a second together.
    PerSecond(f64),
    /// Connections are pairs: each answers the other.
    PingPong,
    /// Each speaker keeps so many messages under way: when one is acknowledged, the next one leaves.
    Acknowledged(usize),
}

/// What is to be sent: to which connection, and the text.
pub type Cues = Vec<(usize, String)>;

/// The course of a measurement. The first connections of the crowd are the speakers.
pub struct Play {
    transport: Transport,
    pace: Pace,
    lines: Vec<Line>,
    /// What was heard; replaced when a measurement begins.
    pub tally: Tally,
    spoken: u64,
    due: Option<u64>,
    ended: bool,
    complaint: Option<String>,
    content: Finder,
    timestamp: Finder,
    reference: Finder,
}

impl Play {
    /// The speaker at connection n says `lines[n]`.
    pub const fn new(transport: Transport, pace: Pace, lines: Vec<Line>, tally: Tally) -> Self {
        Self {
            transport,
            pace,
            lines,
            tally,
            spoken: 0,
            due: None,
            ended: false,
            complaint: None,
            content: Finder::content(),
            timestamp: Finder::timestamp(),
            reference: Finder::reference(transport),
        }
    }

    /// The first words, at `now` nanoseconds of the crowd's clock.
    pub fn begin(&mut self, now: u64) -> Cues {
        let speakers = 0..self.lines.len();
        let first: Vec<usize> = match self.pace {
            Pace::Saturated => speakers.collect(),
            Pace::Acknowledged(window) => {
                speakers.flat_map(|speaker| std::iter::repeat_n(speaker, window)).collect()
            }
            Pace::PingPong => speakers.step_by(2).collect(),
            Pace::PerSecond(_) => {
                self.due = Some(now);
                Vec::new()
            }
        };
        first.into_iter().map(|speaker| self.say(speaker, now)).collect()
    }

    /// From now on nobody says anything new.
    pub const fn end(&mut self) {
        self.ended = true;
    }

    /// What the server refused, if it refused anything.
    pub const fn complaint(&self) -> Option<&String> {
        self.complaint.as_ref()
    }

    /// When the clock makes somebody speak next.
    pub const fn due(&self) -> Option<u64> {
        if self.ended { None } else { self.due }
    }

    /// What the clock makes somebody say.
    pub fn tick(&mut self, now: u64, cues: &mut Cues) {
        let Pace::PerSecond(rate) = self.pace else { return };
        while let Some(due) = self.due().filter(|due| *due <= now) {
            let speaker = usize::try_from(self.spoken).unwrap_or(0) % self.lines.len().max(1);
            cues.push(self.say(speaker, now));
            self.due = Some(due + (NANOS_PER_SECOND / rate) as u64);
        }
    }

    /// A text has arrived at `connection`.
    pub fn hear(&mut self, connection: usize, text: &[u8], now: u64, cues: &mut Cues) {
        match self.transport.hear(text) {
            Heard::Message => {
                self.tally.delivered += 1;
                if connection < self.lines.len() || connection.is_multiple_of(SAMPLE) {
                    self.hear_message(connection, text, now, cues);
                }
            }
            Heard::Acknowledged => self.hear_acknowledgement(connection, text, now, cues),
            Heard::Refused => {
                self.complaint.get_or_insert_with(|| String::from_utf8_lossy(text).into_owned());
            }
            Heard::Ping => cues.push((connection, Transport::PONG.to_owned())),
            Heard::Other => {}
        }
    }

    fn hear_message(&mut self, connection: usize, text: &[u8], now: u64, cues: &mut Cues) {
        let Some(mark) = self.content.mark(text) else { return };
        let is_own = mark.connection == connection;
        match self.pace {
            Pace::Acknowledged(_) => return,
            Pace::Saturated if is_own => self.reply(connection, now, cues),
            Pace::PingPong if !is_own => self.reply(connection, now, cues),
            _ => {}
        }
        if is_own {
            self.tally.stored_at(self.timestamp.number(text));
        } else {
            self.tally.took(now.saturating_sub(mark.sent));
        }
    }

    fn hear_acknowledgement(&mut self, connection: usize, text: &[u8], now: u64, cues: &mut Cues) {
        if let Some(sent) = self.reference.number(text) {
            self.tally.took(now.saturating_sub(sent));
            self.tally.stored_at(self.timestamp.number(text));
            self.reply(connection, now, cues);
        }
    }

    fn reply(&mut self, speaker: usize, now: u64, cues: &mut Cues) {
        if !self.ended {
            cues.push(self.say(speaker, now));
        }
    }

    fn say(&mut self, speaker: usize, now: u64) -> (usize, String) {
        self.spoken += 1;
        // An id that no author uses twice, however often the play is given.
        let client_id = format!("{now:016x}-{:08x}", self.spoken);
        (speaker, self.lines[speaker].text(Mark { connection: speaker, sent: now }, &client_id))
    }
}

#[cfg(test)]
mod tests {
    use discuss_kernel::UserId;

    use super::*;
    use crate::load::{Place, Speaker};

    fn play(pace: Pace, speakers: usize) -> Play {
        let speaker = Speaker { author: UserId::random(), place: Place::User(UserId::random()) };
        let line = Line::as_relayed(&speaker, Transport::Websocket).unwrap();
        Play::new(Transport::Websocket, pace, vec![line; speakers], Tally::new())
    }

    #[test]
    fn what_comes_back_makes_room_for_the_next() {
        let mut play = play(Pace::Saturated, 2);
        let first = play.begin(0);
        assert_eq!(first.len(), 2);
        let (speaker, text) = first.last().unwrap();
        let mut cues = Cues::new();
        play.hear(0, text.as_bytes(), 5_000, &mut cues);
        assert_eq!((*speaker, cues.len(), play.tally.stored), (1, 0, 0), "another's");
        play.hear(1, text.as_bytes(), 5_000, &mut cues);
        assert_eq!((cues.len(), cues[0].0), (1, 1), "one's own");
        play.end();
        play.hear(1, text.as_bytes(), 5_000, &mut cues);
        assert_eq!((cues.len(), play.tally.stored, play.tally.delivered), (1, 2, 3));
    }

    #[test]
    fn in_ping_pong_one_answers_the_other() {
        let mut play = play(Pace::PingPong, 2);
        let first = play.begin(0);
        let mut cues = Cues::new();
        play.hear(0, first[0].1.as_bytes(), 1, &mut cues);
        assert!(cues.is_empty());
        play.hear(1, first[0].1.as_bytes(), 1, &mut cues);
        assert_eq!((first.len(), cues.len(), cues[0].0), (1, 1, 1));
    }

    #[test]
    fn the_clock_catches_up_and_the_speakers_take_turns() {
        let mut play = play(Pace::PerSecond(10.0), 2);
        assert!(play.begin(0).is_empty());
        let mut cues = Cues::new();
        play.tick(250_000_000, &mut cues);
        assert_eq!(cues.iter().map(|(speaker, _)| *speaker).collect::<Vec<_>>(), [0, 1, 0]);
        assert_eq!(play.due(), Some(300_000_000));
    }

    #[test]
    fn a_ping_is_answered() {
        let mut play = Play::new(Transport::Socketio, Pace::PingPong, Vec::new(), Tally::new());
        let mut cues = Cues::new();
        play.hear(3, b"2", 0, &mut cues);
        assert_eq!(cues, [(3, "3".to_owned())]);
    }

    #[test]
    fn a_refusal_is_kept() {
        let mut play = play(Pace::Acknowledged(1), 1);
        let mut cues = Cues::new();
        play.hear(0, br#"{"event":"ack","ref":1000,"data":{"timestamp":9}}"#, 3_000, &mut cues);
        assert_eq!((cues.len(), play.tally.stored, play.complaint()), (1, 1, None));
        play.hear(0, br#"{"event":"error","data":{"code":"overloaded"}}"#, 3_000, &mut cues);
        assert!(play.complaint().is_some());
    }
}

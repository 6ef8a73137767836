use std::{sync::Arc, time::Duration};

use discuss_kernel::testing::ManualClock;

use super::{CaptchaAnswer, CaptchaRule, CaptchaService};
use crate::{
    AttemptKey, CaptchaError, Client, Secret,
    testing::{PlainDrawer, captchas},
};

struct Setting {
    clock: Arc<ManualClock>,
    captchas: Arc<CaptchaService>,
}

fn setting(rule: CaptchaRule) -> Setting {
    let clock = Arc::<ManualClock>::default();
    Setting { captchas: captchas(rule, clock.clone()), clock }
}

fn client(address: &str) -> Client {
    Client::new(Some(address.parse().unwrap()), None)
}

fn answer(id: Option<&Secret>, text: &str) -> CaptchaAnswer {
    CaptchaAnswer { id: id.cloned(), text: Some(Secret::new(text.to_owned())) }
}

impl Setting {
    /// A new captcha, and what is to be read in it.
    async fn captcha(&self) -> (Secret, String) {
        let captcha = self.captchas.draw(&Client::default()).await.unwrap();
        let characters = PlainDrawer::read(&captcha.svg).to_owned();
        (captcha.id, characters)
    }

    async fn solved(&self) -> CaptchaAnswer {
        let (id, characters) = self.captcha().await;
        answer(Some(&id), &characters)
    }

    async fn login(&self, name: &str, address: &str, answer: &CaptchaAnswer) -> Result<(), CaptchaError> {
        self.captchas.admit_login(&keys(name, address), answer).await
    }

    fn fails(&self, name: &str, address: &str) {
        self.captchas.login_failed(&keys(name, address));
    }

    async fn registration(&self, address: &str, answer: &CaptchaAnswer) -> Result<(), CaptchaError> {
        self.captchas.admit_registration(&client(address), answer).await
    }
}

fn keys(name: &str, address: &str) -> [AttemptKey; 2] {
    [AttemptKey::account(name), AttemptKey::address(address.parse().unwrap())]
}

fn nothing() -> CaptchaAnswer {
    CaptchaAnswer::default()
}

#[tokio::test]
async fn letter_case_and_outer_space_do_not_matter() {
    let s = setting(CaptchaRule::Always);
    let alter: [fn(&str) -> String; 4] =
        [str::to_owned, str::to_lowercase, str::to_uppercase, |characters| format!(" {characters} ")];
    for altered in alter {
        let (id, characters) = s.captcha().await;
        s.login("Ann", "192.0.2.1", &answer(Some(&id), &altered(&characters))).await.unwrap();
    }
}

#[tokio::test]
async fn a_captcha_serves_once() {
    let s = setting(CaptchaRule::Always);
    let solved = s.solved().await;
    s.login("Ann", "192.0.2.1", &solved).await.unwrap();
    assert!(matches!(s.login("Ann", "192.0.2.1", &solved).await, Err(CaptchaError::Expired)));
}

#[tokio::test]
async fn a_wrong_answer_uses_the_captcha_up() {
    let s = setting(CaptchaRule::Always);
    let (id, characters) = s.captcha().await;
    let guess = s.login("Ann", "192.0.2.1", &answer(Some(&id), "guess")).await;
    assert!(matches!(guess, Err(CaptchaError::Wrong)));
    let right = s.login("Ann", "192.0.2.1", &answer(Some(&id), &characters)).await;
    assert!(matches!(right, Err(CaptchaError::Expired)));
}

#[tokio::test]
async fn an_answer_left_out_does_not_use_it_up() {
    let s = setting(CaptchaRule::Always);
    let (id, characters) = s.captcha().await;
    for missing in [CaptchaAnswer { id: Some(id.clone()), text: None }, answer(Some(&id), "  ")] {
        let refused = s.login("Ann", "192.0.2.1", &missing).await;
        assert!(matches!(refused, Err(CaptchaError::Required)));
    }
    s.login("Ann", "192.0.2.1", &answer(Some(&id), &characters)).await.unwrap();
}

#[tokio::test]
async fn a_captcha_lives_a_minute() {
    let s = setting(CaptchaRule::Always);
    let (in_time, late) = (s.solved().await, s.solved().await);
    s.clock.advance(Duration::from_secs(59));
    s.login("Ann", "192.0.2.1", &in_time).await.unwrap();
    s.clock.advance(Duration::from_secs(1));
    assert!(matches!(s.login("Ann", "192.0.2.1", &late).await, Err(CaptchaError::Expired)));
}

#[tokio::test]
async fn an_answer_belongs_to_its_own_captcha() {
    let s = setting(CaptchaRule::Always);
    let ((_, characters), (other, _)) = (s.captcha().await, s.captcha().await);
    let swapped = s.login("Ann", "192.0.2.1", &answer(Some(&other), &characters)).await;
    assert!(matches!(swapped, Err(CaptchaError::Wrong)));
    for unknown in [None, Some(&Secret::new("made up".to_owned()))] {
        let refused = s.login("Ann", "192.0.2.1", &answer(unknown, &characters)).await;
        assert!(matches!(refused, Err(CaptchaError::Expired)));
    }
}

#[tokio::test]
async fn always_asks_everybody_and_off_nobody() {
    let always = setting(CaptchaRule::Always);
    assert!(matches!(always.login("Ann", "192.0.2.1", &nothing()).await, Err(CaptchaError::Required)));
    assert!(matches!(always.registration("192.0.2.1", &nothing()).await, Err(CaptchaError::Required)));

    let off = setting(CaptchaRule::Off);
    off.fails("Ann", "192.0.2.1");
    for sent in [nothing(), answer(None, "anything")] {
        off.login("Ann", "192.0.2.1", &sent).await.unwrap();
        for _ in 0..5 {
            off.registration("192.0.2.1", &sent).await.unwrap();
        }
    }
}

#[tokio::test]
async fn what_nobody_asked_for_is_accepted_and_not_used_up() {
    let s = setting(CaptchaRule::AfterFailures);
    let (id, characters) = s.captcha().await;
    s.login("Ann", "192.0.2.1", &answer(Some(&id), "whatever")).await.unwrap();
    s.registration("192.0.2.1", &answer(None, "whatever")).await.unwrap();
    s.fails("Ann", "192.0.2.1");
    s.login("Ann", "192.0.2.1", &answer(Some(&id), &characters)).await.unwrap();
}

#[tokio::test]
async fn after_a_failure_the_account_and_the_address_are_asked() {
    let s = setting(CaptchaRule::AfterFailures);
    s.fails("Ann", "192.0.2.1");
    for (name, address) in [("Ann", "192.0.2.1"), ("ANN ", "192.0.2.2"), ("Ben", "192.0.2.1")] {
        let refused = s.login(name, address, &nothing()).await;
        assert!(matches!(refused, Err(CaptchaError::Required)), "{name} {address}");
        s.login(name, address, &s.solved().await).await.unwrap();
    }
    s.login("Ben", "192.0.2.2", &nothing()).await.unwrap();
    s.registration("192.0.2.1", &nothing()).await.unwrap();

    s.clock.advance(Duration::from_secs(60));
    s.login("Ann", "192.0.2.1", &nothing()).await.unwrap();
}

#[tokio::test]
async fn a_success_clears_the_account_but_not_the_address() {
    let s = setting(CaptchaRule::AfterFailures);
    s.fails("Ann", "192.0.2.1");
    s.captchas.login_succeeded(&AttemptKey::account("Ann"));
    s.login("Ann", "192.0.2.2", &nothing()).await.unwrap();
    assert!(s.login("Ann", "192.0.2.1", &nothing()).await.is_err(), "somebody may guess from there");
}

#[tokio::test]
async fn an_address_that_registers_a_lot_is_asked() {
    let s = setting(CaptchaRule::AfterFailures);
    for _ in 0..2 {
        s.registration("192.0.2.1", &nothing()).await.unwrap();
    }
    assert!(matches!(s.registration("192.0.2.1", &nothing()).await, Err(CaptchaError::Required)));
    s.registration("192.0.2.1", &s.solved().await).await.unwrap();
    s.registration("192.0.2.2", &nothing()).await.unwrap();
    s.login("Ann", "192.0.2.1", &nothing()).await.unwrap();
    s.clock.advance(Duration::from_secs(60));
    s.registration("192.0.2.1", &nothing()).await.unwrap();
}

#[tokio::test]
async fn an_address_gets_so_many_captchas_a_minute() {
    let s = setting(CaptchaRule::Off);
    for _ in 0..10 {
        s.captchas.draw(&client("192.0.2.1")).await.unwrap();
    }
    let refused = s.captchas.draw(&client("192.0.2.1")).await;
    let minute = Duration::from_secs(60);
    assert!(matches!(refused, Err(CaptchaError::TooMany { retry_after }) if retry_after == minute));
    s.captchas.draw(&client("192.0.2.2")).await.unwrap();
    s.clock.advance(minute);
    s.captchas.draw(&client("192.0.2.1")).await.unwrap();
}

#[tokio::test]
async fn neither_picture_nor_answer_prints_its_characters() {
    let s = setting(CaptchaRule::Always);
    let (id, characters) = s.captcha().await;
    let printed = format!("{:?}", answer(Some(&id), &characters));
    assert!(!printed.contains(&characters) && !printed.contains(id.expose()), "{printed}");
}

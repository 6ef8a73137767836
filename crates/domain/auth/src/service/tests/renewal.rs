//! Renewing a login.

use super::*;
use crate::RefreshToken;

impl Setting {
    async fn renews(&self, token: &RefreshToken) -> RefreshToken {
        let renewed = self.auth.refresh(token).await.unwrap();
        self.auth.authenticate(&renewed.access.token).await.unwrap();
        renewed.refresh.unwrap()
    }
}

#[tokio::test]
async fn a_refreshable_login_is_renewed_over_and_over() {
    let s = setting();
    let login = s.login(LoginKind::Refreshable).await;
    assert_eq!(login.access.lifetime, 10 * MINUTE);
    let authenticated = s.auth.authenticate(&login.access.token).await.unwrap();
    assert_eq!(authenticated.valid_until, None, "its connections outlive the token");
    let mut token = login.refresh.unwrap();
    for _ in 0..3 {
        s.clock.advance(29 * DAY);
        let renewed = s.auth.refresh(&token).await.unwrap();
        assert_eq!((renewed.session, renewed.user.id), (login.session, s.ann.id));
        s.auth.authenticate(&renewed.access.token).await.unwrap();
        token = renewed.refresh.unwrap();
    }
    s.clock.advance(31 * DAY);
    assert!(matches!(s.auth.refresh(&token).await, Err(AuthError::Token(TokenError::Invalid))));
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn a_page_that_has_not_had_the_answer_gets_it_again() {
    let s = setting();
    let first = s.login(LoginKind::Refreshable).await.refresh.unwrap();
    let unheard = s.renews(&first).await;
    s.clock.advance(MINUTE - Duration::from_millis(1));

    let [reloaded, beside] = [s.renews(&first).await, s.renews(&first).await];

    assert_eq!((&reloaded.secret, &beside.secret), (&unheard.secret, &unheard.secret), "all hold the same");
    let next = s.renews(&reloaded).await;
    assert_eq!(s.renews(&beside).await.secret, next.secret, "and go on together");
    assert_eq!(s.events.take(), []);
}

#[tokio::test]
async fn a_refresh_token_used_twice_ends_the_login() {
    let s = setting();
    let login = s.login(LoginKind::Refreshable).await;
    let stolen = login.refresh.unwrap();
    let renewed = s.auth.refresh(&stolen).await.unwrap();

    s.clock.advance(MINUTE);
    assert!(matches!(s.auth.refresh(&stolen).await, Err(AuthError::Token(TokenError::Invalid))));

    assert_eq!(s.events.take(), s.sessions_ended(Ended::One(login.session)));
    assert!(s.is_refused(&renewed.access.token).await);
    assert!(s.auth.refresh(&renewed.refresh.unwrap()).await.is_err());
    assert_eq!(s.events.take(), [], "it ends once");
}

#[tokio::test]
async fn repeating_does_not_prolong_the_time_for_it() {
    let s = setting();
    let first = s.login(LoginKind::Refreshable).await.refresh.unwrap();
    s.renews(&first).await;
    s.clock.advance(MINUTE / 2);
    s.renews(&first).await;
    s.clock.advance(MINUTE / 2);
    assert!(s.auth.refresh(&first).await.is_err());
}

#[tokio::test]
async fn only_the_last_exchange_is_repeated() {
    let s = setting();
    let login = s.login(LoginKind::Refreshable).await;
    let first = login.refresh.unwrap();
    let second = s.renews(&first).await;
    s.renews(&second).await;
    assert!(s.auth.refresh(&first).await.is_err(), "however soon");
    assert_eq!(s.events.take(), s.sessions_ended(Ended::One(login.session)));
}

#[tokio::test]
async fn a_thief_who_was_in_time_is_found_out_at_the_next_exchange() {
    let s = setting();
    let login = s.login(LoginKind::Refreshable).await;
    let first = login.refresh.unwrap();
    let (owners, stolen) = (s.renews(&first).await, s.renews(&first).await);
    s.clock.advance(10 * MINUTE);
    s.renews(&owners).await;
    s.clock.advance(MINUTE);
    assert!(s.auth.refresh(&stolen).await.is_err());
    assert_eq!(s.events.take(), s.sessions_ended(Ended::One(login.session)));
}

#[tokio::test]
async fn without_a_grace_a_second_use_ends_the_login_at_once() {
    let s = setting_where(AuthPolicy { refresh_grace: Duration::ZERO, ..POLICY }, |_| {});
    let login = s.login(LoginKind::Refreshable).await;
    let first = login.refresh.unwrap();
    s.renews(&first).await;
    assert!(s.auth.refresh(&first).await.is_err());
    assert_eq!(s.events.take(), s.sessions_ended(Ended::One(login.session)));
}

#[tokio::test]
async fn a_plain_login_cannot_be_renewed() {
    let s = setting();
    let login = s.login(LoginKind::Plain).await;
    let guessed = RefreshToken { session: login.session, secret: Secret::new("secret 1".into()) };
    assert!(s.auth.refresh(&guessed).await.is_err());
    assert!(!s.is_refused(&login.access.token).await, "and is not ended by trying");
}

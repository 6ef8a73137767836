use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use discuss_kernel::{
    Caller, Clock, Ended, Event, SessionId, UserId,
    testing::{AccountRow, ManualClock, RecordingEventBus, World},
};
use discuss_user::{HashError, Password, PasswordHash, PasswordHasher, testing::PlainHasher};

use super::{AuthPolicy, AuthPorts, AuthService};
use crate::{
    AuthError, CaptchaAnswer, CaptchaError, CaptchaRule, CaptchaService, Claims, Client, Credentials, Login,
    LoginKind, Secret, ThrottleLimits, TokenError, TokenSigner,
    testing::{CountedSecrets, InMemoryLogins, PlainDrawer, PlainTokens, captchas},
};

mod renewal;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);
const POLICY: AuthPolicy = AuthPolicy {
    plain_lifetime: DAY,
    access_lifetime: Duration::from_secs(600),
    refresh_lifetime: Duration::from_secs(30 * 86_400),
    refresh_grace: MINUTE,
    rehash: true,
    throttle: ThrottleLimits { per_account: 3, per_address: 5, window: MINUTE },
};

struct Setting {
    world: World,
    events: Arc<RecordingEventBus>,
    clock: Arc<ManualClock>,
    hasher: Arc<PlainHasher>,
    captchas: Arc<CaptchaService>,
    auth: AuthService,
    /// Her password is `correct horse`.
    ann: Caller,
}

fn setting() -> Setting {
    setting_where(POLICY, |_| {})
}

/// A setting where `meanwhile` happens to Ann while a right password is compared.
fn setting_where(policy: AuthPolicy, meanwhile: fn(&mut AccountRow)) -> Setting {
    setting_with(policy, CaptchaRule::Off, meanwhile)
}

fn setting_with(policy: AuthPolicy, rule: CaptchaRule, meanwhile: fn(&mut AccountRow)) -> Setting {
    let world = World::default();
    let ann = world.person("Ann");
    world.lock().account_mut(ann.id).unwrap().password = "plain:correct horse".into();
    let (events, clock) = (Arc::<RecordingEventBus>::default(), Arc::<ManualClock>::default());
    let hasher = Arc::<PlainHasher>::default();
    let logins = Arc::new(InMemoryLogins::new(world.clone()));
    let captchas = captchas(rule, clock.clone());
    let ports = AuthPorts {
        credentials: logins.clone(),
        sessions: logins,
        captchas: captchas.clone(),
        hasher: Arc::new(SlowHasher { hasher: hasher.clone(), world: world.clone(), ann: ann.id, meanwhile }),
        signer: Arc::new(PlainTokens::new(clock.clone())),
        secrets: Arc::new(CountedSecrets::default()),
        events: events.clone(),
        clock: clock.clone(),
    };
    Setting { world, events, clock, hasher, captchas, auth: AuthService::new(ports, policy), ann }
}

/// Takes so long that something happens to Ann before it finds a password right.
struct SlowHasher {
    hasher: Arc<PlainHasher>,
    world: World,
    ann: UserId,
    meanwhile: fn(&mut AccountRow),
}

#[async_trait]
impl PasswordHasher for SlowHasher {
    async fn hash(&self, password: &Password) -> Result<PasswordHash, HashError> {
        self.hasher.hash(password).await
    }

    async fn verify(&self, password: &Password, hash: Option<&PasswordHash>) -> Result<bool, HashError> {
        let is_right = self.hasher.verify(password, hash).await?;
        if is_right {
            (self.meanwhile)(self.world.lock().account_mut(self.ann).unwrap());
        }
        Ok(is_right)
    }

    fn is_outdated(&self, hash: &PasswordHash, password: &Password) -> bool {
        self.hasher.is_outdated(hash, password)
    }
}

impl Setting {
    async fn attempt(&self, username: &str, password: &str, address: &str) -> Result<Login, AuthError> {
        let client = Client::new(Some(address.parse().unwrap()), Some("a browser"));
        self.auth.login(credentials(username, password), client, LoginKind::Plain).await
    }

    async fn login(&self, kind: LoginKind) -> Login {
        let credentials = credentials("ann", "correct horse");
        self.auth.login(credentials, Client::default(), kind).await.unwrap()
    }

    /// Ann, as somebody who logged in just now.
    async fn ann_logs_in(&self) -> Caller {
        let login = self.login(LoginKind::Plain).await;
        self.auth.authenticate(&login.access.token).await.unwrap().caller
    }

    fn stored_hash(&self) -> String {
        self.world.lock().account_mut(self.ann.id).unwrap().password.clone()
    }

    fn keeps_hash(&self, hash: &str) {
        self.world.lock().account_mut(self.ann.id).unwrap().password = hash.to_owned();
    }

    async fn is_refused(&self, token: &str) -> bool {
        matches!(self.auth.authenticate(token).await, Err(AuthError::Token(_)))
    }

    fn sessions_ended(&self, ended: Ended) -> [Event; 1] {
        [Event::SessionsEnded { user: self.ann.id, ended }]
    }
}

fn credentials(username: &str, password: &str) -> Credentials {
    let captcha = CaptchaAnswer::default();
    Credentials { username: username.into(), password: Password::attempt(password), captcha }
}

#[tokio::test]
async fn a_plain_login_lives_as_long_as_its_token() {
    let s = setting();
    let login = s.attempt(" ANN ", "correct horse", "192.0.2.1").await.unwrap();
    assert_eq!((login.user.id, login.access.lifetime), (s.ann.id, DAY));
    assert!(login.refresh.is_none());
    let authenticated = s.auth.authenticate(&login.access.token).await.unwrap();
    assert_eq!(authenticated.caller, Caller { session: Some(login.session), ..s.ann.clone() });
    assert_eq!(authenticated.valid_until, Some(s.clock.now().plus(DAY)));
    s.clock.advance(DAY);
    assert!(matches!(
        s.auth.authenticate(&login.access.token).await,
        Err(AuthError::Token(TokenError::Expired))
    ));
}

#[tokio::test]
async fn wrong_names_and_wrong_passwords_look_the_same_and_cost_the_same() {
    let s = setting();
    for (username, password) in
        [("Ann", "wrong"), ("Nobody", "correct horse"), ("", ""), ("Ann\0", "correct horse")]
    {
        let before = s.hasher.comparisons();
        let refused = s.attempt(username, password, "192.0.2.1").await;
        assert!(matches!(refused, Err(AuthError::WrongCredentials)));
        assert_eq!(s.hasher.comparisons() - before, 1, "one comparison for {username:?}");
    }
}

#[tokio::test]
async fn a_locked_account_tells_only_those_who_know_its_password() {
    let s = setting();
    s.world.lock().account_mut(s.ann.id).unwrap().disabled = true;
    let wrong = s.attempt("Ann", "wrong", "192.0.2.1").await;
    assert!(matches!(wrong, Err(AuthError::WrongCredentials)));
    let right = s.attempt("Ann", "correct horse", "192.0.2.1").await;
    assert!(matches!(right, Err(AuthError::Disabled)));
}

#[tokio::test]
async fn what_happens_to_an_account_while_its_password_is_compared_counts() {
    let changes: [fn(&mut AccountRow); 3] = [
        |ann| ann.password = "plain:battery staple".into(),
        |ann| ann.disabled = true,
        |ann| ann.closed = true,
    ];
    for change in changes {
        let s = setting_where(POLICY, change);
        let refused = s.attempt("Ann", "correct horse", "192.0.2.1").await;
        assert!(matches!(refused, Err(AuthError::WrongCredentials)));
        assert!(s.auth.sessions(&s.ann).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_outdated_hash_is_replaced_at_login_and_ends_nothing() {
    let s = setting();
    let before = s.login(LoginKind::Plain).await;
    s.keeps_hash("old:correct horse");
    assert!(s.attempt("Ann", "wrong", "192.0.2.1").await.is_err());
    assert_eq!(s.stored_hash(), "old:correct horse", "only its owner knows the password");
    s.login(LoginKind::Refreshable).await;
    assert_eq!(s.stored_hash(), "plain:correct horse");
    assert!(!s.is_refused(&before.access.token).await);
    assert_eq!(s.events.take(), []);
    s.login(LoginKind::Plain).await;
}

#[tokio::test]
async fn an_outdated_hash_stays_if_the_operator_wants_to_go_back() {
    let s = setting_where(AuthPolicy { rehash: false, ..POLICY }, |_| {});
    s.keeps_hash("old:correct horse");
    s.login(LoginKind::Plain).await;
    assert_eq!(s.stored_hash(), "old:correct horse");
}

#[tokio::test]
async fn of_two_who_replace_a_hash_at_once_both_are_in() {
    let s = setting_where(POLICY, |ann| ann.password = "plain:correct horse".into());
    s.keeps_hash("old:correct horse");
    s.login(LoginKind::Plain).await;
    let s = setting_where(POLICY, |ann| ann.password = "plain:battery staple".into());
    s.keeps_hash("old:correct horse");
    let refused = s.attempt("Ann", "correct horse", "192.0.2.1").await;
    assert!(matches!(refused, Err(AuthError::WrongCredentials)), "it was changed meanwhile");
}

#[tokio::test]
async fn guessing_at_one_account_is_slowed_down() {
    let s = setting();
    for nth in 1..=3 {
        let guess = s.attempt("Ann", "wrong", &format!("192.0.2.{nth}")).await;
        assert!(matches!(guess, Err(AuthError::WrongCredentials)));
    }
    let compared = s.hasher.comparisons();
    let refused = s.attempt("ANN", "correct horse", "192.0.2.9").await;
    assert!(matches!(refused, Err(AuthError::Throttled { retry_after }) if retry_after == MINUTE));
    assert_eq!(s.hasher.comparisons(), compared, "what is throttled costs nothing");
    s.clock.advance(MINUTE);
    s.attempt("Ann", "correct horse", "192.0.2.9").await.unwrap();
}

#[tokio::test]
async fn guessing_from_one_address_is_slowed_down() {
    let s = setting();
    for nth in 1..=5 {
        let guess = s.attempt(&format!("somebody {nth}"), "wrong", "192.0.2.1").await;
        assert!(matches!(guess, Err(AuthError::WrongCredentials)));
    }
    let refused = s.attempt("Ann", "correct horse", "192.0.2.1").await;
    assert!(matches!(refused, Err(AuthError::Throttled { .. })));
    s.attempt("Ann", "correct horse", "192.0.2.2").await.unwrap();
}

#[tokio::test]
async fn a_right_password_forgives_the_wrong_ones() {
    let s = setting();
    for _ in 0..2 {
        for wrong in ["wrong", "wrong as well"] {
            assert!(s.attempt("Ann", wrong, "192.0.2.1").await.is_err());
        }
        s.attempt("Ann", "correct horse", "192.0.2.2").await.unwrap();
    }
}

#[tokio::test]
async fn whoever_failed_is_asked_for_a_captcha() {
    let s = setting_with(POLICY, CaptchaRule::AfterFailures, |_| {});
    let wrong = s.attempt("Ann", "wrong", "192.0.2.1").await;
    assert!(matches!(wrong, Err(AuthError::WrongCredentials)));
    let compared = s.hasher.comparisons();
    let asked = s.attempt("Ann", "correct horse", "192.0.2.2").await;
    assert!(matches!(asked, Err(AuthError::Captcha(CaptchaError::Required))));
    assert_eq!(s.hasher.comparisons(), compared, "nothing is compared before it is solved");

    let captcha = s.captchas.draw(&Client::default()).await.unwrap();
    let text = Secret::new(PlainDrawer::read(&captcha.svg).to_owned());
    let captcha = CaptchaAnswer { id: Some(captcha.id), text: Some(text) };
    let solved = Credentials { captcha, ..credentials("Ann", "correct horse") };
    s.auth.login(solved, Client::default(), LoginKind::Plain).await.unwrap();
    s.attempt("Ann", "correct horse", "192.0.2.2").await.unwrap();
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let s = setting();
    let ann = s.ann_logs_in().await;
    let tokens = PlainTokens::new(s.clock.clone());
    let now = s.clock.now().seconds();
    let claims = |user, session| Claims {
        user,
        username: "Ann".into(),
        session,
        issued_at: now,
        expires_at: now + 60,
    };
    let ben = s.world.person("Ben");
    let forged = tokens.sign(&claims(ben.id, ann.session)).unwrap();
    let unknown = tokens.sign(&claims(ann.id, Some(SessionId::random()))).unwrap();
    for token in ["", "nonsense", &forged, &unknown] {
        assert!(s.is_refused(token).await, "{token}");
    }
    let of_the_existing_server = tokens.sign(&claims(ann.id, None)).unwrap();
    let authenticated = s.auth.authenticate(&of_the_existing_server).await.unwrap();
    assert_eq!(authenticated.caller, s.ann);
}

#[tokio::test]
async fn an_admin_is_known_as_such_at_once() {
    let s = setting();
    let token = s.login(LoginKind::Plain).await.access.token;
    s.world.lock().account_mut(s.ann.id).unwrap().is_admin = true;
    assert!(s.auth.authenticate(&token).await.unwrap().caller.is_admin);
}

#[tokio::test]
async fn logins_are_listed_for_their_owner_only() {
    let s = setting();
    let ann = s.ann_logs_in().await;
    s.clock.advance(MINUTE);
    s.attempt("Ann", "correct horse", "192.0.2.1").await.unwrap();
    let listed = s.auth.sessions(&ann).await.unwrap();
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[0].client, Client::new(Some("192.0.2.1".parse().unwrap()), Some("a browser")));
    let ben = s.world.person("Ben");
    assert!(s.auth.sessions(&ben).await.unwrap().is_empty());
}

#[tokio::test]
async fn one_login_is_ended_by_its_owner_only() {
    let s = setting();
    let (ann, other) = (s.ann_logs_in().await, s.login(LoginKind::Plain).await);
    let ben = s.world.person("Ben");
    assert!(matches!(s.auth.end_session(&ben, other.session).await, Err(AuthError::NoSession)));
    assert!(!s.is_refused(&other.access.token).await);
    s.auth.end_session(&ann, other.session).await.unwrap();
    assert!(s.is_refused(&other.access.token).await);
    assert_eq!(s.events.take(), s.sessions_ended(Ended::One(other.session)));
    assert!(matches!(s.auth.end_session(&ann, other.session).await, Err(AuthError::NoSession)));
}

#[tokio::test]
async fn all_other_logins_end_at_once() {
    let s = setting();
    let (ann, other) = (s.ann_logs_in().await, s.login(LoginKind::Refreshable).await);
    s.auth.end_other_sessions(&ann).await.unwrap();
    assert!(s.is_refused(&other.access.token).await);
    assert!(s.auth.refresh(&other.refresh.unwrap()).await.is_err());
    assert_eq!(s.auth.sessions(&ann).await.unwrap().len(), 1);
    assert_eq!(s.events.take(), s.sessions_ended(Ended::AllBut(ann.session.unwrap())));
}

#[tokio::test]
async fn somebody_without_a_login_ends_them_all() {
    let s = setting();
    let login = s.login(LoginKind::Plain).await;
    s.auth.end_other_sessions(&s.ann).await.unwrap();
    assert!(s.is_refused(&login.access.token).await);
    assert_eq!(s.events.take(), s.sessions_ended(Ended::All));
}

#[tokio::test]
async fn what_another_process_ended_is_announced_tokens_without_a_login_included() {
    let s = setting();
    let session = s.login(LoginKind::Plain).await.session;
    let since = s.clock.now();
    s.world.lock().end_logins(s.ann.id, None, since);
    s.auth.announce_ended(since, s.clock.now()).await.unwrap();
    let ended = s.events.take();
    assert_eq!(ended, [Ended::One(session), Ended::Tokens].map(|ended| s.sessions_ended(ended)).concat());

    s.clock.advance(MINUTE);
    s.auth.announce_ended(s.clock.now(), s.clock.now()).await.unwrap();
    assert!(!s.events.take().contains(&s.sessions_ended(Ended::Tokens)[0]), "not for ever");
}

//! Tokens: JSON Web Tokens with HMAC-SHA-256.

use std::{fmt, sync::Arc};

use discuss_auth::{Claims, Secret, TokenError, TokenSigner};
use discuss_kernel::{Clock, SessionId, UserId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, crypto, decode, encode};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::SigningKey;

/// Signs and checks tokens. Only HS256 is spoken: what says `none` or another algorithm is refused.
pub struct JwtSigner {
    signing: EncodingKey,
    checking: DecodingKey,
    validation: Validation,
    clock: Arc<dyn Clock>,
}

/// What precedes a refresh secret when its successor is made. No token begins like this, so that a successor is
/// never the signature of one.
const SUCCESSION: &str = "refresh secret after ";

/// What a token carries. The existing server writes all but `sid`.
#[derive(Serialize, Deserialize)]
struct Payload {
    id: UserId,
    username: String,
    iat: i64,
    exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sid: Option<SessionId>,
}

impl JwtSigner {
    /// A signer that tells by `clock` what has expired.
    #[must_use]
    pub fn new(key: &SigningKey, clock: Arc<dyn Clock>) -> Self {
        let key = key.expose().as_bytes();
        let mut validation = Validation::new(Algorithm::HS256);
        // Compared below with our own clock, and without leeway.
        validation.validate_exp = false;
        Self {
            signing: EncodingKey::from_secret(key),
            checking: DecodingKey::from_secret(key),
            validation,
            clock,
        }
    }
}

impl fmt::Debug for JwtSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JwtSigner(…)")
    }
}

impl TokenSigner for JwtSigner {
    fn sign(&self, claims: &Claims) -> Result<String, TokenError> {
        let payload = Payload {
            id: claims.user,
            username: claims.username.clone(),
            iat: claims.issued_at,
            exp: claims.expires_at,
            sid: claims.session,
        };
        encode(&Header::new(Algorithm::HS256), &payload, &self.signing).map_err(|_| TokenError::Invalid)
    }

    fn verify(&self, token: &str) -> Result<Claims, TokenError> {
        let payload: Payload =
            decode(token, &self.checking, &self.validation).map_err(|_| TokenError::Invalid)?.claims;
        if payload.exp <= self.clock.now().seconds() {
            return Err(TokenError::Expired);
        }
        Ok(Claims {
            user: payload.id,
            username: payload.username,
            session: payload.sid,
            issued_at: payload.iat,
            expires_at: payload.exp,
        })
    }

    fn successor(&self, secret: &Secret) -> Result<Secret, TokenError> {
        let mut message = Zeroizing::new(SUCCESSION.to_owned());
        message.push_str(secret.expose());
        let signature = crypto::sign(message.as_bytes(), &self.signing, Algorithm::HS256);
        signature.map(Secret::new).map_err(|_| TokenError::Invalid)
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    use discuss_kernel::Timestamp;
    use serde_json::{Value, json};

    use super::*;

    const NOW: i64 = 1_700_000_000;
    const SECRET: &str = "a secret that is only good for tests";

    struct StoppedClock;

    impl Clock for StoppedClock {
        fn now(&self) -> Timestamp {
            Timestamp::from_millis(NOW * 1_000)
        }
    }

    fn signer(secret: &str) -> JwtSigner {
        JwtSigner::new(&SigningKey::parse(secret).unwrap(), Arc::new(StoppedClock))
    }

    fn claims(session: Option<SessionId>) -> Claims {
        Claims {
            user: UserId::random(),
            username: "Ann".into(),
            session,
            issued_at: NOW - 10,
            expires_at: NOW + 10,
        }
    }

    /// A token as somebody else's library would make it.
    fn signed(algorithm: Algorithm, payload: &Value) -> String {
        encode(&Header::new(algorithm), payload, &EncodingKey::from_secret(SECRET.as_bytes())).unwrap()
    }

    #[test]
    fn what_is_signed_is_read_back() {
        for claims in [claims(None), claims(Some(SessionId::random()))] {
            let token = signer(SECRET).sign(&claims).unwrap();
            assert_eq!(signer(SECRET).verify(&token), Ok(claims));
        }
    }

    #[test]
    fn a_token_of_the_existing_server_is_accepted() {
        let id = UserId::random();
        let token =
            signed(Algorithm::HS256, &json!({"id": id, "username": "Ann", "iat": NOW - 10, "exp": NOW + 10}));
        let claims = signer(SECRET).verify(&token).unwrap();
        assert_eq!((claims.user, claims.session), (id, None));
    }

    #[test]
    fn a_token_ends_with_its_second() {
        for (expires_at, verdict) in
            [(NOW + 1, None), (NOW, Some(TokenError::Expired)), (0, Some(TokenError::Expired))]
        {
            let token = signer(SECRET).sign(&Claims { expires_at, ..claims(None) }).unwrap();
            assert_eq!(signer(SECRET).verify(&token).err(), verdict, "{expires_at}");
        }
    }

    #[test]
    fn a_secret_has_one_successor_that_only_the_key_tells() {
        let secret = Secret::new("a secret".into());
        let next = signer(SECRET).successor(&secret).unwrap();
        assert_eq!(next.expose().len(), 43, "256 bits as base64url");
        assert_eq!(signer(SECRET).successor(&secret), Ok(next.clone()));
        assert_ne!(signer(SECRET).successor(&next), Ok(next.clone()));
        assert_ne!(signer(&SECRET.to_uppercase()).successor(&secret), Ok(next));
    }

    #[test]
    fn a_successor_is_no_signature_of_a_token() {
        let token = signer(SECRET).sign(&claims(None)).unwrap();
        let (content, signature) = token.rsplit_once('.').unwrap();
        let successor = signer(SECRET).successor(&Secret::new(content.to_owned())).unwrap();
        assert_ne!(successor.expose(), signature);
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        let payload = json!({"id": UserId::random(), "username": "Ann", "iat": NOW, "exp": NOW + 10});
        let without = |claim: &str| {
            let mut payload = payload.clone();
            payload.as_object_mut().unwrap().remove(claim);
            signed(Algorithm::HS256, &payload)
        };
        let odd_id = json!({"id": "1 or 1=1", "username": "Ann", "iat": NOW, "exp": NOW + 10});
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let unsigned = format!("{}.{}.", part(&json!({"alg": "none", "typ": "JWT"})), part(&payload));
        let mut tampered = signed(Algorithm::HS256, &payload);
        tampered.replace_range(tampered.len() - 4.., "AAAA");
        let cases = [
            ("nothing", String::new()),
            ("nonsense", "a.b.c".into()),
            ("no signature", unsigned),
            ("a broken signature", tampered),
            ("another algorithm", signed(Algorithm::HS512, &payload)),
            ("another key", signer(&SECRET.to_uppercase()).sign(&claims(None)).unwrap()),
            ("no user", without("id")),
            ("no end", without("exp")),
            ("an id that is none", signed(Algorithm::HS256, &odd_id)),
        ];
        for (rule, token) in cases {
            assert_eq!(signer(SECRET).verify(&token), Err(TokenError::Invalid), "{rule}");
        }
    }
}

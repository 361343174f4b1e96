//! Any OpenID Connect provider that tells real names: code flow with PKCE, state and nonce. The provider's addresses and keys are
//! read when first needed and read again as they age or when a token was signed by a key not yet known.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::time::{Clock, Moment};
use futures::future::BoxFuture;
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, AdditionalProviderMetadata, AsyncHttpClient, AuthenticationFlow,
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, EndSessionUrl, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IdTokenVerifier, IssuerUrl, Nonce, OAuth2TokenResponse as _,
    PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadata, RedirectUrl, Scope, SignatureVerificationError,
    SubjectIdentifier, TokenResponse as _, UserInfoClaims,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod, CoreGenderClaim,
        CoreGrantType, CoreIdToken, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
        CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::Mutex;

use super::{Identity, Pending, Residents, ResidentsError, SignIn, claims::ClaimNames, rows, sign_ins::Came};

/// How long the provider's addresses and keys are believed.
const BELIEVED: Duration = Duration::from_secs(3600);
/// How soon they may be read again because of an unknown key.
const READ_AGAIN_AFTER: Duration = Duration::from_secs(10);
/// The largest answer of a provider, bytes.
const LARGEST: usize = 512 * 1024;
/// How far the provider's clock may be from ours, minutes.
pub(super) const SKEW_MINUTES: i64 = 2;

/// Signatures that nobody but the provider can make.
pub(super) const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Which provider, and as whom we come.
#[derive(Clone)]
pub struct ProviderSettings {
    /// Its address, as its tokens name it.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our secret there; empty for a public client.
    pub client_secret: String,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// How it names what it tells.
    pub claims: ClaimNames,
    /// Our own address without a slash at the end.
    pub public_url: String,
    /// Whether it is the stand-ins' demonstration.
    pub demonstration: bool,
    /// Whether demonstrations are refused.
    pub production: bool,
}

/// What of the discovery document is no part of the crate's own.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct More {
    end_session_endpoint: Option<EndSessionUrl>,
    #[serde(default)]
    yimen_demonstration: bool,
}

impl AdditionalProviderMetadata for More {}

type Metadata = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type Client = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Every claim, whatever it is called.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct AnyClaims(Map<String, Value>);

impl AdditionalClaims for AnyClaims {}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefused {
    /// This house has no provider.
    #[error("no provider")]
    NoProvider,
    /// The answer belongs to no sign-in of this browser, or came too late.
    #[error("not begun here")]
    NotBegunHere,
    /// The person said no, or the provider did.
    #[error("the provider: {0}")]
    Denied(String),
    /// Something in the answer is not as it must be.
    #[error("not believed: {0}")]
    NotBelieved(String),
    /// The provider told no real name.
    #[error("no real name")]
    NoName,
    /// The provider does not answer.
    #[error("no answer: {0}")]
    NoAnswer(String),
    /// Something of ours.
    #[error(transparent)]
    Ours(#[from] ResidentsError),
}

/// A sign-in that began: where the browser goes, and what its cookie keeps.
#[derive(Debug)]
pub struct Begun {
    /// The provider's page.
    pub url: String,
    /// The cookie's value.
    pub sealed: String,
}

/// A provider.
pub struct Provider {
    settings: ProviderSettings,
    http: Http,
    clock: Arc<dyn Clock>,
    read: Mutex<Option<(Instant, Arc<Metadata>)>>,
}

impl Provider {
    pub(super) fn new(settings: ProviderSettings, clock: Arc<dyn Clock>) -> Result<Self, reqwest::Error> {
        // Fails only when this process has a provider already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            // A provider that redirects its endpoints could lead our secret elsewhere.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(3))
            .timeout(Duration::from_secs(8))
            .no_proxy()
            .build()?;
        Ok(Self { settings, http: Http(client), clock, read: Mutex::new(None) })
    }

    pub(super) const fn demonstration(&self) -> bool {
        self.settings.demonstration
    }

    pub(super) fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    pub(super) fn client_id(&self) -> &str {
        &self.settings.client_id
    }

    /// The provider's addresses and keys; `anew` when a key was not among them.
    pub(super) async fn metadata(&self, anew: bool) -> Result<Arc<Metadata>, SignInRefused> {
        let mut read = self.read.lock().await;
        if let Some((at, known)) = read.as_ref()
            && at.elapsed() < if anew { READ_AGAIN_AFTER } else { BELIEVED }
        {
            return Ok(Arc::clone(known));
        }
        let no_answer = |wrong: String| SignInRefused::NoAnswer(wrong);
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(|wrong| no_answer(wrong.to_string()))?;
        let found = Metadata::discover_async(issuer, &self.http).await.map_err(|wrong| no_answer(said(&wrong)))?;
        if self.settings.production && found.additional_metadata().yimen_demonstration {
            return Err(SignInRefused::NotBelieved("a demonstration provider; production refuses it".to_owned()));
        }
        let found = Arc::new(found);
        *read = Some((Instant::now(), Arc::clone(&found)));
        Ok(found)
    }

    fn client(&self, known: &Metadata) -> Client {
        let secret = (!self.settings.client_secret.is_empty()).then(|| ClientSecret::new(self.settings.client_secret.clone()));
        let home = RedirectUrl::new(format!("{}/sign-in/back", self.settings.public_url));
        CoreClient::from_provider_metadata(known.clone(), ClientId::new(self.settings.client_id.clone()), secret)
            .set_redirect_uri(home.expect("the public address was checked at start"))
    }

    fn verifier<'a>(&self, client: &'a Client) -> IdTokenVerifier<'a, CoreJsonWebKey> {
        let (clock, issued) = (Arc::clone(&self.clock), Arc::clone(&self.clock));
        client.id_token_verifier().set_allowed_algs(SIGNATURES).set_time_fn(move || date(clock.now())).set_issue_time_verifier_fn(
            move |at| {
                let at = Moment(at.timestamp_millis());
                if at <= issued.now().plus_minutes(SKEW_MINUTES) { Ok(()) } else { Err("issued in the future".to_owned()) }
            },
        )
    }

    /// The provider's page that ends its session; `None` where it has none.
    pub(super) async fn end_session(&self, id_token: &str, home: &str) -> Option<String> {
        let known = self.metadata(false).await.inspect_err(|wrong| tracing::warn!(%wrong, "signing out there")).ok()?;
        let end = known.additional_metadata().end_session_endpoint.clone()?;
        let hint: CoreIdToken = id_token.parse().ok()?;
        let request = openidconnect::LogoutRequest::from(end)
            .set_id_token_hint(&hint)
            .set_client_id(ClientId::new(self.settings.client_id.clone()))
            .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(home.to_owned()).ok()?);
        Some(request.http_get_url().into())
    }

    /// Where a sign-in begins.
    async fn begin(&self, back: &str, at_kiosk: bool) -> Result<(String, Pending), SignInRefused> {
        let known = self.metadata(false).await?;
        let client = self.client(&known);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let mut request = client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random).set_pkce_challenge(challenge);
        for scope in &self.settings.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        if at_kiosk {
            // Whoever stood here before may still be signed in there.
            request = request.add_prompt(CoreAuthPrompt::Login);
        }
        let (url, state, nonce) = request.url();
        let pending = Pending {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
            begun: self.clock.now(),
            back: back.to_owned(),
            at_kiosk,
        };
        Ok((url.into(), pending))
    }

    /// Changes the code for a person.
    async fn finish(&self, code: &str, pending: &Pending) -> Result<Arrived, SignInRefused> {
        let client = self.client(&*self.metadata(false).await?);
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|wrong| SignInRefused::NotBelieved(wrong.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier.clone()))
            .request_async(&self.http)
            .await
            .map_err(|wrong| match wrong {
                openidconnect::RequestTokenError::Request(wrong) => SignInRefused::NoAnswer(wrong.to_string()),
                openidconnect::RequestTokenError::ServerResponse(no) => SignInRefused::Denied(no.error().to_string()),
                // The answer itself may hold a token: not a word of it is kept.
                _ => SignInRefused::NotBelieved("the token endpoint's answer cannot be read".to_owned()),
            })?;
        let token = answer.id_token().ok_or_else(|| SignInRefused::NotBelieved("no identity token".to_owned()))?;
        let nonce = Nonce::new(pending.nonce.clone());
        let unknown_key = ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey);
        let checked = match self.check(&client, token, &nonce, answer.access_token()) {
            // The provider changed its key since we read it.
            Err(wrong) if wrong == unknown_key.to_string() => {
                let client = self.client(&*self.metadata(true).await?);
                self.check(&client, token, &nonce, answer.access_token())
            }
            checked => checked,
        };
        let subject = checked.map_err(SignInRefused::NotBelieved)?;
        let mut claims = payload(&token.to_string()).ok_or_else(|| SignInRefused::NotBelieved("no claims".to_owned()))?;
        let session = claims.get("sid").and_then(Value::as_str).map(str::to_owned);
        if self.settings.claims.wanting(&claims) {
            self.ask_more(&client, answer.access_token(), &subject, &mut claims).await?;
        }
        let identity = self.settings.claims.identity(&claims, self.clock.now().day()).ok_or(SignInRefused::NoName)?;
        Ok(Arrived { identity, subject: subject.to_string(), session, id_token: token.to_string() })
    }

    /// Whose token it is, if everything about it is right.
    fn check(
        &self,
        client: &Client,
        token: &CoreIdToken,
        nonce: &Nonce,
        access: &AccessToken,
    ) -> Result<SubjectIdentifier, String> {
        let verifier = self.verifier(client);
        let claims = token.claims(&verifier, nonce).map_err(|wrong| wrong.to_string())?;
        if let Some(expected) = claims.access_token_hash() {
            let said = |wrong: SignatureVerificationError| wrong.to_string();
            let (alg, key) = (token.signing_alg().map_err(said)?, token.signing_key(&verifier).map_err(said)?);
            let actual = AccessTokenHash::from_token(access, alg, key).map_err(|wrong| wrong.to_string())?;
            if actual != *expected {
                return Err("the access token is another one".to_owned());
            }
        }
        Ok(claims.subject().clone())
    }

    /// Asks for what the identity token did not say; what it did say stays.
    async fn ask_more(
        &self,
        client: &Client,
        access: &AccessToken,
        subject: &SubjectIdentifier,
        claims: &mut Map<String, Value>,
    ) -> Result<(), SignInRefused> {
        let Ok(request) = client.user_info(access.clone(), Some(subject.clone())) else { return Ok(()) };
        let more: UserInfoClaims<AnyClaims, CoreGenderClaim> =
            request.request_async(&self.http).await.map_err(|wrong| SignInRefused::NoAnswer(said(&wrong)))?;
        if let Ok(Value::Object(more)) = serde_json::to_value(&more) {
            for (name, value) in more {
                claims.entry(name).or_insert(value);
            }
        }
        Ok(())
    }
}

/// Somebody whom the provider knows.
struct Arrived {
    identity: Identity,
    subject: String,
    session: Option<String>,
    id_token: String,
}

impl Residents {
    /// Begins at the provider.
    pub async fn begin(&self, back: &str, at_kiosk: bool) -> Result<Begun, SignInRefused> {
        let provider = self.provider.as_ref().ok_or(SignInRefused::NoProvider)?;
        let (url, pending) = provider.begin(back, at_kiosk).await?;
        Ok(Begun { url, sealed: pending.seal(&self.desk.keys) })
    }

    /// What this browser began, if its cookie and the provider's answer belong together.
    #[must_use]
    pub fn begun(&self, sealed: &str, state: &str, issuer: Option<&str>) -> Option<Pending> {
        let provider = self.provider.as_ref()?;
        let pending = Pending::open(&self.desk.keys, sealed, self.now())?;
        // Compared as keyed hashes, so that the time tells nothing; the issuer by RFC 9207, against mixed-up providers.
        let same = |text: &str| self.desk.keys.index("resident-state", text);
        let fits = same(state) == same(&pending.state) && issuer.is_none_or(|issuer| issuer == provider.issuer());
        fits.then_some(pending)
    }

    /// Finishes what [`Residents::begun`] gave.
    pub async fn arrive(&self, pending: &Pending, code: &str) -> Result<SignIn, SignInRefused> {
        let provider = self.provider.as_ref().ok_or(SignInRefused::NoProvider)?;
        let arrived = provider.finish(code, pending).await?;
        let subject_index = self.subject_index(provider.issuer(), &arrived.subject);
        let resident = rows::known(&self.desk, Some(&subject_index), &arrived.identity, self.now()).await?;
        let from =
            Came::Provider { subject_index: &subject_index, session: arrived.session.as_deref(), id_token: &arrived.id_token };
        Ok(self.begin_stay(&resident, from, pending.at_kiosk).await?)
    }

    pub(super) fn subject_index(&self, issuer: &str, subject: &str) -> String {
        self.desk.keys.index("resident-subject", &format!("{issuer}\n{subject}"))
    }
}

/// The claims of a token whose signature was checked.
pub(super) fn payload(token: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?).ok()
}

fn date(at: Moment) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp_millis(at.0).unwrap_or_default()
}

/// An error with its causes, in one line. None of them repeats a token.
fn said(wrong: &dyn std::error::Error) -> String {
    let mut line = wrong.to_string();
    let mut cause = wrong.source();
    while let Some(next) = cause {
        line.push_str(": ");
        line.push_str(&next.to_string());
        cause = next.source();
    }
    line
}

/// Our own HTTP client, as the crate speaks through it.
struct Http(reqwest::Client);

/// Why a provider was not heard.
#[derive(Debug, thiserror::Error)]
enum HttpError {
    #[error("{0}")]
    Request(#[from] reqwest::Error),
    #[error("the answer is larger than {LARGEST} bytes")]
    TooLarge,
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = BoxFuture<'c, Result<HttpResponse, HttpError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let without_address = |wrong: reqwest::Error| HttpError::Request(wrong.without_url());
            let request = reqwest::Request::try_from(request).map_err(without_address)?;
            let mut answer = self.0.execute(request).await.map_err(without_address)?;
            let mut heard = HttpResponse::new(Vec::new());
            *heard.status_mut() = answer.status();
            heard.headers_mut().clone_from(answer.headers());
            while let Some(part) = answer.chunk().await.map_err(without_address)? {
                if heard.body().len() + part.len() > LARGEST {
                    return Err(HttpError::TooLarge);
                }
                heard.body_mut().extend_from_slice(&part);
            }
            Ok(heard)
        })
    }
}

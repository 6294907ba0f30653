//! What systemd is told: that the service has started, that it works on, that it stops. Without systemd,
//! nobody listens, and nothing is sent.

use sd_notify::NotifyState;

/// The service works from now on.
pub(super) fn ready() {
    tell(NotifyState::Ready);
}

/// The scheduler has gone through its work once more; a watchdog waits for this.
pub(super) fn alive() {
    tell(NotifyState::Watchdog);
}

/// The service is about to end.
pub(super) fn stopping() {
    tell(NotifyState::Stopping);
}

fn tell(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::debug!(%error, "the supervisor could not be told");
    }
}

"""What somebody does with the camera in hand, and what befalls it."""

from typing import Any

from simulators.bandit.watched import Watched


class Handled(Watched):
    """Buttons, sensors, card and battery."""

    # Buttons.

    def press_record(self) -> None:
        """Press the record button: in a video mode it starts or stops, in a photo mode it shoots."""
        self._recorder.press()

    def take_photo(self) -> None:
        """Take a single photo with the camera's own button, whatever mode is chosen."""
        self._recorder.take_photo()

    def press_highlight(self) -> None:
        """Tag this moment of the recording with the camera's own button; nothing happens while there is none."""
        if self._recorder.seconds is not None:
            self._recorder.tag("tag_button")

    # Notifications.

    def notify(self, name: str, payload: Any) -> None:
        """Tell every client of the backchannel something, with the faults of notifications."""
        self.body.notices.tell(name, payload)

    def send_raw(self, data: bytes) -> None:
        """Send every client of the backchannel these bytes."""
        self._backchannel.send(data)

    # Sensors and battery.

    def set_battery(self, percent: int, charging: bool | None = None) -> None:
        """Change the battery's level, and whether it is charged."""
        self.body.battery = percent
        if charging is not None:
            self.body.charging = charging

    def set_gps(self, fix: bool, strength: int) -> None:
        """Know the place or not, with a signal of so many percent."""
        self.body.fix, self.body.gnss_strength = fix, strength

    def set_heart_rate_sensor(self, connected: bool) -> None:
        """Connect a heart rate sensor, or lose it."""
        self.body.heart_rate_sensor = connected

    def set_cadence_sensor(self, connected: bool) -> None:
        """Connect a cadence sensor, or lose it."""
        self.body.cadence_sensor = connected

    # The card.

    def card_full(self) -> None:
        """Let the card be full: `memory_low` is told, and a recording ends."""
        self._recorder.card_full()

    def card_error(self) -> None:
        """Let the card be broken: `memory_error` is told, a recording ends damaged, and nothing can be read."""
        self.body.broken = True
        self.body.notices.memory_error()
        self._recorder.end()

    def card_mended(self) -> None:
        """Let the card be well again, with room on it; what is on it is still there."""
        self.body.full = self.body.broken = False

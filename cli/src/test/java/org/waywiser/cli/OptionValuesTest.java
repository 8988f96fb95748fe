package org.waywiser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.keys.connections.HostPort;
import org.waywiser.wire.control.Modes;
import picocli.CommandLine.TypeConversionException;

/** How the values of options are read. */
class OptionValuesTest {
    @ParameterizedTest
    @CsvSource({
        "0.1, 100000000, true",
        "0.1e, 100000000, true",
        "0.1f, 100000000, false",
        "5e-05f, 50000, false",
        "5e-05, 50000, true",
        "5e-05e, 50000, true",
        "1e, 1000000000, true",
        "1e0, 1000000000, true",
        "1E1f, 10000000000, false",
        "+.5, 500000000, true",
        "3., 3000000000, true",
        "0, 0, true",
        "100ms, 100000000, true",
        "20us, 20000, true",
        "20usf, 20000, false",
        "20µse, 20000, true",
        "7nsf, 7, false",
        "2min, 120000000000, true",
        "1h, 3600000000000, true",
        "1s, 1000000000, true"
    })
    void readsIntervals(String text, long nanos, boolean exponential) {
        assertThat(new Quantity.IntervalConverter().convert(text)).isEqualTo(new Interval(nanos, exponential));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "nan", "inf", "1x", "1 ms", "1e400", "1fe", "0x10", "1,5", "ms", ".", "367000h"})
    void refusesWhatIsNoTime(String text) {
        assertThatThrownBy(() -> new Quantity.IntervalConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is no time");
    }

    @Test
    void readsDurations() {
        var converter = new Quantity.DurationConverter();
        assertThat(converter.convert("2.5")).isEqualTo(Duration.ofMillis(2500));
        assertThat(converter.convert("250ms")).isEqualTo(Duration.ofMillis(250));
        assertThatThrownBy(() -> converter.convert("2f")).isInstanceOf(TypeConversionException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "host.example, host.example, 0",
        "host.example:8620, host.example, 8620",
        "192.0.2.1:862, 192.0.2.1, 862",
        "2001:db8::1, 2001:db8::1, 0",
        "[2001:db8::1], 2001:db8::1, 0",
        "[2001:db8::1]:8620, 2001:db8::1, 8620",
        "[fe80::1%eth0]:862, fe80::1%eth0, 862",
        "::1, ::1, 0"
    })
    void readsHostsAndPorts(String text, String host, int port) {
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port));
        assertThat(HostPort.parse(HostPort.parse(text).toString())).isEqualTo(new HostPort(host, port));
        assertThat(HostPort.parse(text).orPort(862).port()).isEqualTo(port == 0 ? 862 : port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host:", "host:65536", "host:http", ":862", "[::1", "[::1]:x", "[]:1"})
    void refusesWhatIsNoHost(String text) {
        assertThatThrownBy(() -> new HostPortConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("no HOST[:PORT]");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "8760, 8760, 8760", "8760-9960, 8760, 9960", "65535, 65535, 65535"})
    void readsRangesOfPorts(String text, int first, int last) {
        assertThat(new PortRange.Converter().convert(text)).isEqualTo(new PortRange(first, last));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9-8", "0-10", "1-65536", "1-", "-1", "a"})
    void refusesWhatIsNoRange(String text) {
        assertThatThrownBy(() -> new PortRange.Converter().convert(text)).isInstanceOf(TypeConversionException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "63, 63",
        "0x2e, 46",
        "056, 46",
        "ef, 46",
        "EF, 46",
        "cs0, 0",
        "CS1, 8",
        "cs7, 56",
        "af11, 10",
        "AF43, 38",
        "af21, 18",
        "none, 0",
        "default, 0"
    })
    void readsCodePoints(String text, int dscp) {
        assertThat(new Dscp().convert(text)).isEqualTo(dscp);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "64", "-1", "af14", "af51", "cs8", "best"})
    void refusesWhatIsNoCodePoint(String text) {
        assertThatThrownBy(() -> new Dscp().convert(text)).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void readsModesInTheOrderWanted() {
        var converter = new ModeList.Converter();
        assertThat(converter.convert("M").modes()).isEqualTo(List.of(Modes.MIXED));
        assertThat(converter.convert("E,A").modes()).isEqualTo(List.of(Modes.ENCRYPTED, Modes.AUTHENTICATED));
        assertThat(converter.convert("oae").modes())
                .isEqualTo(List.of(Modes.UNAUTHENTICATED, Modes.AUTHENTICATED, Modes.ENCRYPTED));
        assertThatThrownBy(() -> converter.convert("X")).isInstanceOf(TypeConversionException.class);
        assertThatThrownBy(() -> converter.convert(",")).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void readsSizes() {
        var sizes = new Quantity.SizeConverter();
        assertThat(sizes.convert("1")).isEqualTo(1);
        assertThat(sizes.convert("500M")).isEqualTo(500L << 20);
        assertThat(sizes.convert("2T")).isEqualTo(2L << 40);
        for (String bad : new String[] {"", "0", "-1", "1.5G", "10GB", "G", "999999999999999T"}) {
            assertThatThrownBy(() -> sizes.convert(bad)).hasMessageContaining("'" + bad + "' is no size");
        }
    }
}

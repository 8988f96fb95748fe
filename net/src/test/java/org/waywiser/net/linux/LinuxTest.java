package org.waywiser.net.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxTest {
    @ParameterizedTest
    @CsvSource({"Linux, amd64", "Linux, aarch64"})
    void isThereOnMachinesWhoseNumbersWeKnow(String system, String machine) {
        assertThat(Linux.missingOn(system, machine, ByteOrder.LITTLE_ENDIAN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Mac OS X, aarch64", "Linux, i386", "Linux, ppc64le", "Windows 11, amd64"})
    void isMissedByNameElsewhere(String system, String machine) {
        assertThat(Linux.missingOn(system, machine, ByteOrder.LITTLE_ENDIAN))
                .contains("this is " + system + " on " + machine + ", not Linux on x86-64 or AArch64");
    }

    @Test
    void isNotWhereTheOrderOfOctetsIsAnother() {
        assertThat(Linux.missingOn("Linux", "aarch64", ByteOrder.BIG_ENDIAN)).isPresent();
    }
}

/**
 * When test packets are due: gaps of a sender of its own free will (RFC 5357 §4.1.1), and the schedules that both
 * ends of an OWAMP session compute alike (RFC 4656 §3.6, §5).
 */
@NullMarked
package org.waywiser.protocol.schedule;

import org.jspecify.annotations.NullMarked;

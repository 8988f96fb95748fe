package org.waywiser.node;

import java.net.InetAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.waywiser.protocol.schedule.ScheduleRefusal;
import org.waywiser.protocol.schedule.SendSchedule;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.RequestSession;

/**
 * Whether a Server grants a session. RFC 4656 §3.5, §6.2, §6.5.
 *
 * @param ours whether an address is one at which this Server can be reached
 * @param peer the client
 */
record OneWayAdmission(OneWayPolicy policy, Predicate<InetAddress> ours, InetAddress peer) {
    /** @param why for the log */
    record Refusal(Accept accept, String why) {}

    /** @return null if nothing speaks against the session */
    @Nullable
    Refusal judge(RequestSession request, SessionAddresses addresses, long nowNtp) {
        Refusal time = ofTime(request, nowNtp);
        return time != null ? time : ofPlace(request, addresses);
    }

    private @Nullable Refusal ofTime(RequestSession request, long nowNtp) {
        long timeout = NtpTimestamp.intervalNanos(request.timeoutNtp());
        long longest = policy.longest().toNanos();
        long wait = NtpTimestamp.nanosBetween(nowNtp, request.startTimeNtp());
        ScheduleRefusal schedule =
                policy.schedules().refusal(request.slots(), request.packets(), request.confReceiver() ? timeout : 0);
        if (schedule != null) return new Refusal(Accept.PERMANENT_LIMIT, "its schedule has " + schedule.words());
        long sending = new SendSchedule(request.slots()).expectedNanos(request.packets());
        if (wait > longest || timeout > longest || wait + sending + timeout > longest) {
            return new Refusal(Accept.PERMANENT_LIMIT, "it would end later than " + policy.longest() + " from now");
        }
        // Its first packets are lost before they are sent: clocks that are so far apart measure nothing.
        if (wait < -timeout) return new Refusal(Accept.NOT_SUPPORTED, "its Start Time has been, by more than Timeout");
        return null;
    }

    private @Nullable Refusal ofPlace(RequestSession request, SessionAddresses addresses) {
        Refusal sender = request.confSender() ? here(addresses.sender()) : there(addresses.sender());
        if (sender != null) return sender;
        Refusal receiver = request.confReceiver() ? here(addresses.receiver()) : there(addresses.receiver());
        if (receiver != null) return receiver;
        if (!request.confReceiver() && request.receiverPort() == 0)
            return new Refusal(Accept.NOT_SUPPORTED, "it has no port to send to");
        // Another server tells its port only once it knows the SID, which is made here.
        boolean known = request.confSender()
                || request.senderPort() != 0
                || !addresses.sender().equals(peer);
        if (!known) return new Refusal(Accept.NOT_SUPPORTED, "it has no port to receive from");
        return null;
    }

    private @Nullable Refusal here(InetAddress address) {
        return ours.test(address)
                ? null
                : new Refusal(Accept.NOT_SUPPORTED, "it wants an address that is not ours: " + text(address));
    }

    /** RFC 4656 §6.2: packets for a third party are how a Server would be turned against it. */
    private @Nullable Refusal there(InetAddress address) {
        return address.equals(peer) || policy.allows(address)
                ? null
                : new Refusal(Accept.FAILURE, "it wants a session with a third party: " + text(address));
    }

    private static String text(InetAddress address) {
        return address.getHostAddress();
    }
}

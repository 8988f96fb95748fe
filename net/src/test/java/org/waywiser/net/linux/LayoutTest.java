package org.waywiser.net.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Vectors;

/** Every number of the kernel's that the package uses, against what a C compiler says. */
class LayoutTest {
    private final Vectors c = Vectors.read("/linux/lp64.txt");

    private void same(long ours, String theirs) {
        assertThat(ours).as(theirs).isEqualTo(Long.parseLong(c.text(theirs)));
    }

    @Test
    void messageHeadersLieAsInC() {
        same(Messages.MSGHDR, "sizeof msghdr");
        same(Messages.MMSGHDR, "sizeof mmsghdr");
        same(0, "mmsghdr.msg_hdr");
        same(Messages.LENGTH, "mmsghdr.msg_len");
        same(Messages.NAME, "msghdr.msg_name");
        same(Messages.NAME_LENGTH, "msghdr.msg_namelen");
        same(Messages.IOV, "msghdr.msg_iov");
        same(Messages.IOV_COUNT, "msghdr.msg_iovlen");
        same(Messages.CONTROL, "msghdr.msg_control");
        same(Messages.CONTROL_LENGTH, "msghdr.msg_controllen");
        same(Messages.FLAGS, "msghdr.msg_flags");
        same(Messages.IOVEC, "sizeof iovec");
        same(Messages.IOV_BASE, "iovec.iov_base");
        same(Messages.IOV_LENGTH, "iovec.iov_len");
        same(Messages.MSG_DONTWAIT, "MSG_DONTWAIT");
        same(Messages.MSG_TRUNC, "MSG_TRUNC");
        same(Messages.MSG_ERRQUEUE, "MSG_ERRQUEUE");
    }

    @Test
    void controlMessagesLieAsInC() {
        same(ControlMessages.HEADER, "sizeof cmsghdr");
        same(ControlMessages.LENGTH, "cmsghdr.cmsg_len");
        same(ControlMessages.LEVEL, "cmsghdr.cmsg_level");
        same(ControlMessages.TYPE, "cmsghdr.cmsg_type");
        same(ControlMessages.IN_PKTINFO, "sizeof in_pktinfo");
        same(0, "in_pktinfo.ipi_ifindex");
        same(ControlMessages.IN_SPECIFIC_DESTINATION, "in_pktinfo.ipi_spec_dst");
        same(ControlMessages.IN6_PKTINFO, "sizeof in6_pktinfo");
        same(0, "in6_pktinfo.ipi6_addr");
        same(ControlMessages.IN6_INTERFACE, "in6_pktinfo.ipi6_ifindex");
        same(ControlMessages.SCM_TIMESTAMPNS, "SCM_TIMESTAMPNS");
        same(Sockets.SO_RXQ_OVFL, "SO_RXQ_OVFL");
    }

    @Test
    void whatTheErrorQueueTellsLiesAsInC() {
        same(Sockets.SO_TIMESTAMPING, "SO_TIMESTAMPING");
        same(ControlMessages.SCM_TIMESTAMPING, "SCM_TIMESTAMPING");
        same(ControlMessages.RAW_HARDWARE + ControlMessages.TIMESPEC, "sizeof scm_timestamping");
        same(ControlMessages.TIMESPEC, "sizeof timespec");
        same(ControlMessages.ERROR_ORIGIN, "sock_extended_err.ee_origin");
        same(ControlMessages.ERROR_DATA, "sock_extended_err.ee_data");
        same(ControlMessages.ORIGIN_TIMESTAMPING, "SO_EE_ORIGIN_TIMESTAMPING");
        same(Sockets.IP_RECVERR, "IP_RECVERR");
        same(Sockets.IPV6_RECVERR, "IPV6_RECVERR");
        same(TransmitStamps.TX_SOFTWARE, "SOF_TIMESTAMPING_TX_SOFTWARE");
        same(TransmitStamps.SOFTWARE, "SOF_TIMESTAMPING_SOFTWARE");
        same(TransmitStamps.OPT_ID, "SOF_TIMESTAMPING_OPT_ID");
        same(TransmitStamps.OPT_TSONLY, "SOF_TIMESTAMPING_OPT_TSONLY");
    }

    @Test
    void addressesLieAsInC() {
        same(SocketAddress.SIZE_IN, "sizeof sockaddr_in");
        same(SocketAddress.FAMILY, "sockaddr_in.sin_family");
        same(SocketAddress.PORT, "sockaddr_in.sin_port");
        same(SocketAddress.IN_ADDRESS, "sockaddr_in.sin_addr");
        same(SocketAddress.SIZE_IN6, "sizeof sockaddr_in6");
        same(SocketAddress.FAMILY, "sockaddr_in6.sin6_family");
        same(SocketAddress.PORT, "sockaddr_in6.sin6_port");
        same(SocketAddress.IN6_FLOW, "sockaddr_in6.sin6_flowinfo");
        same(SocketAddress.IN6_ADDRESS, "sockaddr_in6.sin6_addr");
        same(SocketAddress.IN6_SCOPE, "sockaddr_in6.sin6_scope_id");
        same(SocketAddress.AF_INET, "AF_INET");
        same(SocketAddress.AF_INET6, "AF_INET6");
    }

    @Test
    void pollingLiesAsInC() {
        same(Polling.POLLFD, "sizeof pollfd");
        same(Polling.FD, "pollfd.fd");
        same(Polling.EVENTS, "pollfd.events");
        same(Polling.RETURNED, "pollfd.revents");
        same(Polling.TIMESPEC, "sizeof timespec");
        same(Polling.SECONDS, "timespec.tv_sec");
        same(Polling.NANOS, "timespec.tv_nsec");
        same(Polling.POLLIN, "POLLIN");
        same(Polling.POLLERR, "POLLERR");
        same(Polling.EFD_CLOEXEC, "EFD_CLOEXEC");
        same(Polling.EFD_NONBLOCK, "EFD_NONBLOCK");
    }

    @Test
    void clocksAndThreadsAreAsInC() {
        same(KernelClock.SIZE, "sizeof timex");
        same(KernelClock.MODES, "timex.modes");
        same(KernelClock.MAXIMUM_ERROR, "timex.maxerror");
        same(KernelClock.ESTIMATED_ERROR, "timex.esterror");
        same(KernelClock.STATUS, "timex.status");
        same(KernelClock.TAI, "timex.tai");
        same(KernelClock.STA_UNSYNC, "STA_UNSYNC");
        same(KernelClock.TIME_ERROR, "TIME_ERROR");
        same(Threads.PR_SET_TIMERSLACK, "PR_SET_TIMERSLACK");
        same(Threads.PR_GET_TIMERSLACK, "PR_GET_TIMERSLACK");
        same(Threads.SCHED_FIFO, "SCHED_FIFO");
        same(Threads.SCHED_PARAM.byteSize(), "sizeof sched_param");
        same(0, "sched_param.sched_priority");
        same(Threads.CPU_SET, "sizeof cpu_set_t");
    }

    @Test
    void optionsAndErrorsAreNumberedAsInC() {
        same(Sockets.SOCK_DGRAM, "SOCK_DGRAM");
        same(Sockets.SOCK_CLOEXEC, "SOCK_CLOEXEC");
        same(Sockets.SOL_SOCKET, "SOL_SOCKET");
        same(Sockets.SO_RCVBUF, "SO_RCVBUF");
        same(Sockets.SO_RCVBUFFORCE, "SO_RCVBUFFORCE");
        same(Sockets.SO_TIMESTAMPNS, "SO_TIMESTAMPNS");
        same(Sockets.SO_BINDTODEVICE, "SO_BINDTODEVICE");
        same(Sockets.IPPROTO_IP, "IPPROTO_IP");
        same(Sockets.IP_TTL, "IP_TTL");
        same(Sockets.IP_TOS, "IP_TOS");
        same(Sockets.IP_PKTINFO, "IP_PKTINFO");
        same(Sockets.IP_MTU_DISCOVER, "IP_MTU_DISCOVER");
        same(Sockets.IP_PMTUDISC_DONT, "IP_PMTUDISC_DONT");
        same(Sockets.IP_RECVTTL, "IP_RECVTTL");
        same(Sockets.IP_RECVTOS, "IP_RECVTOS");
        same(Sockets.IPPROTO_IPV6, "IPPROTO_IPV6");
        same(Sockets.IPV6_UNICAST_HOPS, "IPV6_UNICAST_HOPS");
        same(Sockets.IPV6_MTU_DISCOVER, "IPV6_MTU_DISCOVER");
        same(Sockets.IPV6_PMTUDISC_DONT, "IPV6_PMTUDISC_DONT");
        same(Sockets.IPV6_V6ONLY, "IPV6_V6ONLY");
        same(Sockets.IPV6_RECVPKTINFO, "IPV6_RECVPKTINFO");
        same(Sockets.IPV6_PKTINFO, "IPV6_PKTINFO");
        same(Sockets.IPV6_RECVHOPLIMIT, "IPV6_RECVHOPLIMIT");
        same(Sockets.IPV6_HOPLIMIT, "IPV6_HOPLIMIT");
        same(Sockets.IPV6_RECVTCLASS, "IPV6_RECVTCLASS");
        same(Sockets.IPV6_TCLASS, "IPV6_TCLASS");
        same(Sockets.SOL_UDP, "SOL_UDP");
        same(Sockets.UDP_SEGMENT, "UDP_SEGMENT");
        same(Errno.EINTR, "EINTR");
        same(Errno.EIO, "EIO");
        same(Errno.EAGAIN, "EAGAIN");
        same(Errno.EACCES, "EACCES");
        same(Errno.EAFNOSUPPORT, "EAFNOSUPPORT");
        same(Errno.EADDRINUSE, "EADDRINUSE");
        same(Errno.EADDRNOTAVAIL, "EADDRNOTAVAIL");
        same(Errno.ENOBUFS, "ENOBUFS");
        same(Errno.ECONNREFUSED, "ECONNREFUSED");
    }

    @Test
    void netlinkIsAsInC() {
        same(Netlink.SIZE, "sizeof sockaddr_nl");
        same(Netlink.GROUPS, "sockaddr_nl.nl_groups");
        same(Netlink.AF_NETLINK, "AF_NETLINK");
        same(Sockets.SOCK_RAW, "SOCK_RAW");
        same(Netlink.NETLINK_XFRM, "NETLINK_XFRM");
        same(Netlink.XFRM_EXPIRE, "XFRMGRP_EXPIRE");
        same(Netlink.XFRM_SA, "XFRMGRP_SA");
        same(Netlink.XFRM_POLICY, "XFRMGRP_POLICY");
        same(Sockets.IP_MTU, "IP_MTU");
        same(Sockets.IPV6_MTU, "IPV6_MTU");
        same(Errno.EPERM, "EPERM");
        same(Errno.EPROTONOSUPPORT, "EPROTONOSUPPORT");
    }

    @Test
    void policiesOfSocketsLieAsInC() {
        same(XfrmBypass.SIZE, "sizeof xfrm_userpolicy_info");
        same(XfrmBypass.FAMILY, "xfrm_userpolicy_info.sel.family");
        same(XfrmBypass.LIMITS, "xfrm_userpolicy_info.lft");
        same(XfrmBypass.DIRECTION, "xfrm_userpolicy_info.dir");
        same(XfrmBypass.ACTION, "xfrm_userpolicy_info.action");
        same(XfrmBypass.IN, "XFRM_POLICY_IN");
        same(XfrmBypass.OUT, "XFRM_POLICY_OUT");
        same(XfrmBypass.ALLOW, "XFRM_POLICY_ALLOW");
        same(XfrmBypass.IP_XFRM_POLICY, "IP_XFRM_POLICY");
        same(XfrmBypass.IPV6_XFRM_POLICY, "IPV6_XFRM_POLICY");
        same(Errno.EINVAL, "EINVAL");
        same(Errno.ENOPROTOOPT, "ENOPROTOOPT");
        same(Errno.ENOSYS, "ENOSYS");
        same(Errno.EOPNOTSUPP, "EOPNOTSUPP");
    }

    @Test
    void eventsOfManySocketsLieAsInC() {
        same(Epoll.EPOLL_CLOEXEC, "EPOLL_CLOEXEC");
        same(Epoll.EPOLL_CTL_ADD, "EPOLL_CTL_ADD");
        same(Epoll.EPOLLIN, "EPOLLIN");
        same(Epoll.EVENTS, "epoll_event.events");
        String where = "of epoll_event on " + System.getProperty("os.arch");
        same(Epoll.EVENT, "sizeof " + where);
        same(Epoll.DATA, "data " + where);
    }
}

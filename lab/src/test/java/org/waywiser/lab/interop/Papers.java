package org.waywiser.lab.interop;

/** What certificates the ends hold. */
enum Papers {
    /** One each, issued by the root that both trust. */
    ONE_EACH,
    /** The same, but of more than 8 kB. */
    LONG,
    /** Each end has two intermediates of its own between the root and its certificate. */
    INTERMEDIATES,
    /** Each end has two certificates, the first under a root that the other does not trust. */
    TWO_EACH,
    /** Only an OCSP response makes us believe theirs. */
    OCSP
}

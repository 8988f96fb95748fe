/** Tests on a kernel of their own, User-Mode Linux, for what the kernel of the machine may lack: ESP, AH and netem. */
@NullMarked
package org.waywiser.lab.uml;

import org.jspecify.annotations.NullMarked;

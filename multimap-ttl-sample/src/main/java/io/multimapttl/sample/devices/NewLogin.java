package io.multimapttl.sample.devices;

import java.util.List;

/**
 * A device that has logged in.
 *
 * @param device the device
 * @param loggedOut the devices that had to leave for it
 */
public record NewLogin(Device device, List<Device> loggedOut) {

}

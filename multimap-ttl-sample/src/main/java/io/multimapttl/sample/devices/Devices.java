package io.multimapttl.sample.devices;

import java.util.List;
import java.util.UUID;

import io.multimapttl.MultiMapWithTTL;

import org.springframework.stereotype.Service;

/**
 * On which devices an account is logged in.
 * <p>
 * Shows a multimap whose values are objects, {@code expire}, which renews what is still
 * there and nothing else, and {@code delete}, which makes one end to all.
 */
@Service
public class Devices {

	private final MultiMapWithTTL<Device> logins;

	/**
	 * Creates the service on the only multimap of devices: its generic type is enough to
	 * find it.
	 * @param logins the devices by account
	 */
	Devices(MultiMapWithTTL<Device> logins) {
		this.logins = logins;
	}

	/**
	 * Each value has a time of its own, so devices of different kinds live side by side
	 * under one name.
	 */
	public Device logIn(String account, Device.Kind kind) {
		Device device = new Device(kind, UUID.randomUUID().toString().substring(0, 6));
		this.logins.add(account, device, kind.getLifetime());
		return device;
	}

	/**
	 * Refreshes a login on use. Were it an {@code add}, a device that was logged out from
	 * elsewhere would log itself in again.
	 * @return whether the device was still logged in
	 */
	boolean use(String account, Device device) {
		return this.logins.expire(account, device, device.kind().getLifetime());
	}

	public List<Login> logins(String account) {
		return this.logins.getWithExpiry(account).stream().map(Login::of).toList();
	}

	boolean logOut(String account, Device device) {
		return this.logins.remove(account, device);
	}

	public boolean logOutEverywhere(String account) {
		return this.logins.delete(account) > 0;
	}

}

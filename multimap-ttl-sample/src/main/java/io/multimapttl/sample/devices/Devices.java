package io.multimapttl.sample.devices;

import java.util.List;
import java.util.UUID;

import io.multimapttl.Addition;
import io.multimapttl.MultiMapWithTTL;

import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.stereotype.Service;

/**
 * Knows on which devices an account is logged in.
 * <p>
 * Shows a multimap whose values are objects, and whose names have at most three of them;
 * {@code addAndCount}, which tells who had to leave; {@code expire}, which renews a login
 * only if it still exists; and {@code delete}, which ends all logins at once.
 */
@Service
public class Devices {

	private final MultiMapWithTTL<Device> logins;

	/**
	 * Creates the service with the only multimap of devices. Its generic type is enough
	 * to inject it.
	 * @param logins the devices by account
	 */
	Devices(MultiMapWithTTL<Device> logins) {
		this.logins = logins;
	}

	/**
	 * Logs a new device in. Each value has its own ttl, so devices of different kinds can
	 * be stored under one name. If the account has as many devices as it may have, the
	 * one whose login would end first has to leave.
	 * @return the new device, and who had to leave
	 */
	public NewLogin logIn(String account, Device.Kind kind) {
		Device device = new Device(kind, UUID.randomUUID().toString().substring(0, 6));
		return new NewLogin(device, add(account, device).evicted());
	}

	/**
	 * Adds a device. If the answer is lost, the device may be logged in, and only this
	 * call knows its id. So it is added again with the same id, once. Who had to leave
	 * for it the first time is not known then, and finds out at the next use.
	 */
	private Addition<Device> add(String account, Device device) {
		try {
			return this.logins.addAndCount(account, device, device.kind().getLifetime());
		}
		catch (RecoverableDataAccessException ex) {
			return this.logins.addAndCount(account, device, device.kind().getLifetime());
		}
	}

	/**
	 * Renews a login when the device is used. With {@code add} instead of {@code expire},
	 * a device that was logged out elsewhere would be logged in again.
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

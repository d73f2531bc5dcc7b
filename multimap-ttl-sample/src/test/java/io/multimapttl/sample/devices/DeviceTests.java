package io.multimapttl.sample.devices;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.sample.BoardTest;
import io.multimapttl.sample.Http;
import io.multimapttl.sample.devices.Device.Kind;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;

import static io.multimapttl.sample.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Devices over HTTP, down to a real Redis. Each test has an account of its own.
 */
@BoardTest
class DeviceTests {

	private final String account = UUID.randomUUID().toString();

	@Autowired
	private RestTestClient client;

	@Autowired
	private MultiMapWithTTL<Device> logins;

	@Autowired
	private StringRedisTemplate redis;

	@Test
	void loginLastsAsLongAsItsKindOfDeviceAllows() {
		Device phone = logIn(Kind.PHONE);
		Device browser = logIn(Kind.BROWSER);
		assertThat(logins()).extracting(Login::id).containsExactly(browser.id(), phone.id());
		assertThat(logins().get(0).remainingMillis()).isBetween(20_000L, 30_000L);
		assertThat(logins().get(0).lifetimeMillis()).isEqualTo(30_000);
		assertThat(logins().get(1).remainingMillis()).isBetween(290_000L, 300_000L);
	}

	@Test
	void deviceIsJsonInRedis() {
		Device phone = logIn(Kind.PHONE);
		assertThat(this.redis.opsForZSet().range("courier-board.logins:" + this.account, 0, -1))
			.containsExactly("{\"id\":\"%s\",\"kind\":\"PHONE\"}".formatted(phone.id()));
	}

	@Test
	void useRefreshesALogin() {
		Device browser = logIn(Kind.BROWSER);
		this.logins.expire(this.account, browser, Duration.ofSeconds(5));
		assertThat(logins().get(0).remainingMillis()).isLessThanOrEqualTo(5_000);
		use(browser).exchange().expectStatus().isNoContent();
		assertThat(logins()).singleElement()
			.satisfies((login) -> assertThat(login.remainingMillis()).isBetween(20_000L, 30_000L));
	}

	@Test
	void useDoesNotBringBackALoginThatIsOver() {
		Device browser = logIn(Kind.BROWSER);
		this.logins.expire(this.account, browser, Duration.ofMillis(1));
		await().until(() -> logins().isEmpty());
		expectProblem(use(browser), 404);
		assertThat(logins()).isEmpty();
	}

	@Test
	void oneDeviceIsLoggedOut() {
		Device browser = logIn(Kind.BROWSER);
		Device phone = logIn(Kind.PHONE);
		logOut(browser).exchange().expectStatus().isNoContent();
		assertThat(logins()).extracting(Login::id).containsExactly(phone.id());
		expectProblem(logOut(browser), 404);
		expectProblem(use(browser), 404);
	}

	@Test
	void allDevicesAreLoggedOut() {
		logIn(Kind.BROWSER);
		logIn(Kind.PHONE);
		logIn(Kind.PHONE);
		Http.expectNoContent(this.client.delete().uri("/devices/{account}", this.account));
		assertThat(logins()).isEmpty();
		assertThat(this.redis.hasKey("courier-board.logins:" + this.account)).isFalse();
		expectProblem(this.client.delete().uri("/devices/{account}", this.account), 404);
	}

	@Test
	void fourthDeviceSaysWhoHadToLeave() {
		Device phone = logIn(Kind.PHONE);
		Device browser = logIn(Kind.BROWSER);
		NewLogin third = newLogin(Kind.PHONE);
		assertThat(third.loggedOut()).isEmpty();
		NewLogin fourth = newLogin(Kind.PHONE);
		assertThat(fourth.loggedOut()).containsExactly(browser);
		assertThat(logins()).extracting(Login::id)
			.containsExactlyInAnyOrder(phone.id(), third.device().id(), fourth.device().id());
		expectProblem(use(browser), 404);
	}

	@Test
	void deviceWhoseFirstAnswerIsLostIsLoggedInOnce() {
		Device device = new Devices(losingTheFirstAnswer()).logIn(this.account, Kind.PHONE).device();
		assertThat(logins()).extracting(Login::id).containsExactly(device.id());
	}

	@Test
	void useNeedsNoRoom() {
		Device browser = logIn(Kind.BROWSER);
		logIn(Kind.PHONE);
		logIn(Kind.PHONE);
		use(browser).exchange().expectStatus().isNoContent();
		assertThat(logins()).hasSize(3);
	}

	@Test
	void unknownKindIsRefusedNamingTheKnownOnes() {
		String problem = expectProblem(this.client.post().uri("/devices/{account}?kind=FRIDGE", this.account), 400);
		assertThat(problem).contains("\"detail\":\"kind must be BROWSER or PHONE\"");
		problem = expectProblem(this.client.post().uri("/devices/{account}", this.account), 400);
		assertThat(problem).contains("\"detail\":\"kind must be given\"");
		expectProblem(this.client.post().uri("/devices/ ?kind=PHONE"), 400);
	}

	@SuppressWarnings("unchecked")
	private MultiMapWithTTL<Device> losingTheFirstAnswer() {
		AtomicBoolean lost = new AtomicBoolean();
		return (MultiMapWithTTL<Device>) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { MultiMapWithTTL.class }, (proxy, method, arguments) -> {
					Object answer = method.invoke(this.logins, arguments);
					if (lost.compareAndSet(false, true)) {
						throw new RecoverableDataAccessException("The answer is lost");
					}
					return answer;
				});
	}

	private Device logIn(Kind kind) {
		return newLogin(kind).device();
	}

	private NewLogin newLogin(Kind kind) {
		return this.client.post()
			.uri("/devices/{account}?kind={kind}", this.account, kind)
			.exchange()
			.expectStatus()
			.isCreated()
			.expectBody(NewLogin.class)
			.returnResult()
			.getResponseBody();
	}

	private RestTestClient.RequestHeadersSpec<?> use(Device device) {
		return this.client.post().uri("/devices/{account}/{kind}/{id}/use", this.account, device.kind(), device.id());
	}

	private RestTestClient.RequestHeadersSpec<?> logOut(Device device) {
		return this.client.delete().uri("/devices/{account}/{kind}/{id}", this.account, device.kind(), device.id());
	}

	private List<Login> logins() {
		return Http.list(this.client.get().uri("/devices/{account}", this.account), Login.class);
	}

	private String expectProblem(RestTestClient.RequestHeadersSpec<?> request, int status) {
		return Http.problemText(request, status);
	}

}

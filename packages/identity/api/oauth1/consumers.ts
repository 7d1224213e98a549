import { uuidHex } from "@multisite/kernel/random";
import { badRequest, notFoundText } from "../../errors/index.ts";
import {
  type ConsumerRecord,
  createConsumer,
  deleteConsumer,
  getConsumer,
  listConsumers,
  updateConsumer,
} from "../../store/oauth1.ts";
import { recordRevocation } from "../../store/revocation-events.ts";
import type { Exchange } from "../http/exchange.ts";
import { collectionReply, withSelfLink } from "../http/listing.ts";
import { bodyObject } from "../http/request.ts";
import { created, noContent, ok, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { consumerCreate, consumerUpdate } from "./schema.ts";

const LINK_PATH = ["OS-OAUTH1", "consumers"];
const COLLECTION = "/v3/OS-OAUTH1/consumers";
const MEMBER = "/v3/OS-OAUTH1/consumers/{consumer_id}";

/** A consumer without its secret (keystone/oauth1/backends/base.py, filter_consumer). */
function renderConsumer({ extra, id, description }: ConsumerRecord): { readonly id: string } & Record<string, unknown> {
  return { ...extra, id, description };
}

/** The attributes of a body by what they become: Keystone stores what it does not know. */
function readConsumer(exchange: Exchange): { given: Record<string, unknown>; extra: Record<string, unknown> } {
  const entries = Object.entries(bodyObject(exchange.request, "consumer"));
  const given = Object.fromEntries(entries.map(([name, value]) => [name.replaceAll(/[:-]/g, "_"), value]));
  const { id: _id, description: _description, secret: _secret, ...extra } = given;
  return { given, extra };
}

async function requireConsumer(exchange: Exchange): Promise<ConsumerRecord> {
  const consumer = await getConsumer(exchange.identity.database.query, exchange.request.pathParameters.consumer_id ?? "");
  if (!consumer) throw notFoundText("Consumer not found");
  return consumer;
}

/** `GET /v3/OS-OAUTH1/consumers` (keystone/api/os_oauth1.py, ConsumerResource; so are the next ones). */
const listRoute: Route = {
  method: "GET",
  path: COLLECTION,
  async handle(exchange) {
    await exchange.enforce("identity:list_consumers");
    const consumers = await listConsumers(exchange.identity.database.query);
    return collectionReply(exchange, consumers.map(renderConsumer), { name: "consumers", prefix: ["OS-OAUTH1"] });
  },
};

/** `POST /v3/OS-OAUTH1/consumers`; the only answer that shows the secret. */
const createRoute: Route = {
  method: "POST",
  path: COLLECTION,
  async handle(exchange) {
    const { database, random } = exchange.identity;
    await exchange.enforce("identity:create_consumer");
    const { given, extra } = readConsumer(exchange);
    validateSchema(consumerCreate, given);
    const description = typeof given.description === "string" ? given.description : null;
    const consumer = { id: uuidHex(random), description, secret: uuidHex(random), extra };
    await createConsumer(database.query, consumer);
    await exchange.notify("OS-OAUTH1:consumer", "created", consumer.id);
    const shown = { ...renderConsumer(consumer), secret: consumer.secret };
    return created({ consumer: withSelfLink(exchange, shown, LINK_PATH) });
  },
};

/** `GET /v3/OS-OAUTH1/consumers/{consumer_id}`. */
const getRoute: Route = {
  method: "GET",
  path: MEMBER,
  async handle(exchange) {
    await exchange.enforce("identity:get_consumer");
    return ok({ consumer: withSelfLink(exchange, renderConsumer(await requireConsumer(exchange)), LINK_PATH) });
  },
};

/** `PATCH /v3/OS-OAUTH1/consumers/{consumer_id}`. */
const updateRoute: Route = {
  method: "PATCH",
  path: MEMBER,
  async handle(exchange) {
    await exchange.enforce("identity:update_consumer");
    const { given, extra } = readConsumer(exchange);
    validateSchema(consumerUpdate, given);
    if (given.id && given.id !== exchange.request.pathParameters.consumer_id) throw badRequest("Cannot change ID");
    const current = await requireConsumer(exchange);
    const description = "description" in given ? (given.description as string | null) : current.description;
    const consumer = { ...current, description, extra: { ...current.extra, ...extra } };
    await updateConsumer(exchange.identity.database.query, consumer);
    await exchange.notify("OS-OAUTH1:consumer", "updated", consumer.id);
    return ok({ consumer: withSelfLink(exchange, renderConsumer(consumer), LINK_PATH) });
  },
};

/** `DELETE /v3/OS-OAUTH1/consumers/{consumer_id}`: with it go its tokens, and the tokens made from those. */
const deleteRoute: Route = {
  method: "DELETE",
  path: MEMBER,
  async handle(exchange) {
    await exchange.enforce("identity:delete_consumer");
    const { id } = await requireConsumer(exchange);
    await exchange.identity.database.transaction(async (queries) => {
      await deleteConsumer(queries, id);
      await recordRevocation(exchange.identity, queries, { consumerId: id });
    });
    await exchange.notify("OS-OAUTH1:consumer", "deleted", id);
    return noContent;
  },
};

export const consumerRoutes: readonly Route[] = [listRoute, createRoute, getRoute, updateRoute, deleteRoute];
